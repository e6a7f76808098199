import '../shared/theme.css';
import '../shared/controls.css';
import './styles/lobby.css';
import './styles/room.css';
import './styles/stage.css';
import './styles/side.css';

import { render } from 'preact';

import { claimUserId } from '../shared/identity.js';
import { readServerConfig, ServerConfigContext } from '../shared/server-config.js';
import { App } from './app.js';

const root = document.getElementById('app');
if (root === null) throw new Error('invariant: the page has a place for the application');
const [userId, config] = await Promise.all([claimUserId(), readServerConfig()]);
render(
  <ServerConfigContext.Provider value={config}>
    <App userId={userId} />
  </ServerConfigContext.Provider>,
  root,
);
