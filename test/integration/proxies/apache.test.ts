import { apache } from '../../support/apache.js';
import { describeBehind } from './behind-a-proxy.js';

describeBehind(apache);
