import { nginx } from '../../support/nginx.js';
import { describeBehind } from './behind-a-proxy.js';

describeBehind(nginx);
