import { nginx } from '../../support/servers/nginx.js';
import { describeBehind } from './behind-a-proxy.js';

describeBehind(nginx);
