import '../shared/theme.css';
import '../shared/controls.css';
import './red5.css';

import { render } from 'preact';

import { readServerConfig } from '../shared/server-config.js';
import { Red5Page } from './red5-page.js';

const root = document.getElementById('app');
if (root === null) throw new Error('invariant: the page has a place for the application');
const { red5Port } = await readServerConfig();
render(<Red5Page port={red5Port} />, root);
