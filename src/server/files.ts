/** The files that the protocol ports offer over HTTP. */

import type { ProtocolAddresses } from './addresses.js';
import type { Logger } from '../log/logger.js';
import type { Page, Protocol } from '../protocol.js';
import { iceServerFrom } from '../settings/tables/ice-servers.js';
import type { Settings } from '../settings/settings.js';
import { loadClientScript, loadPages } from './built-pages.js';

/** The documents of a protocol, and where it hosts them the pages and the script for people's own pages. */
export function filesOf(protocol: Protocol, settings: Settings, logger: Logger) {
  const { pages = [], hostsPages = false } = protocol;
  const files = pages.map(toFile);
  if (!hostsPages) return files;
  const script = loadClientScript();
  const demo = settings.demo ? loadPages() : [];
  if (demo === null || script === null) {
    logger.warn({}, 'pages are missing: they have not been built');
  }
  return [...files, ...(script === null ? [] : [script]), ...(demo ?? [])];
}

/** The facts that the pages cannot know by themselves, such as a port that was chosen just now. */
export function pageConfigFile(settings: Settings, { red5 }: ProtocolAddresses) {
  const config = {
    red5Port: red5?.port ?? null,
    areRoomsBridged: settings.bridgeRooms,
    iceServers: settings.demoIceServers.map(iceServerFrom),
  };
  const body = JSON.stringify(config);
  return toFile({ path: '/config.json', contentType: 'application/json', body });
}

function toFile({ path, contentType, body }: Page) {
  return { paths: [path], contentType, body: Buffer.from(body) };
}
