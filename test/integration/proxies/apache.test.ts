import { apache } from '../../support/servers/apache.js';
import { describeBehind } from './behind-a-proxy.js';

describeBehind(apache);
