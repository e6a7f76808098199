import type { TemplatedApp, us_listen_socket } from 'uWebSockets.js';

import { StartupError } from '../errors.js';
import type { Native } from './native.js';

/** Where to listen. */
export interface ListenAddress {
  /** Empty: all interfaces, IPv4 and IPv6. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The setting that the port comes from, named in errors. */
  readonly setting: string;
}

/** A port that is listened on. */
export interface Listener {
  readonly port: number;
  /** Refuses new connections from now on; open ones go on. */
  close(): void;
}

/**
 * LIBUS_LISTEN_EXCLUSIVE_PORT: the module has it, its types do not. Without it
 * a second server on the port is let in, and the two split the users.
 */
const exclusivePort = 1;

/** `listen` with options after host and port: understood by the module, missing in its types. */
type ListenWithHost = (
  host: string,
  port: number,
  options: number,
  callback: (token: us_listen_socket | false) => void,
) => void;

/**
 * Listens, alone on its port.
 *
 * @throws StartupError naming port and setting if the port cannot be had
 */
export function listen(native: Native, app: TemplatedApp, address: ListenAddress): Listener {
  let token: us_listen_socket | false = false;
  // See ListenWithHost; an empty host means all interfaces here too.
  const listenOn = app.listen.bind(app) as unknown as ListenWithHost;
  listenOn(address.host, address.port, exclusivePort, (listening) => {
    token = listening;
  });
  // The callback has run by now; narrowing does not know that.
  const opened = token as us_listen_socket | false;
  if (opened === false) throw new StartupError(explainListenFailure(address));
  return createListener(native, opened);
}

function createListener(native: Native, token: us_listen_socket): Listener {
  let open: us_listen_socket | null = token;
  return {
    port: native.us_socket_local_port(token),
    close() {
      // A token that is closed twice is a use after free.
      if (open !== null) native.us_listen_socket_close(open);
      open = null;
    },
  };
}

function explainListenFailure({ host, port, setting }: ListenAddress): string {
  const where = host === '' ? '' : ` on host ${host}`;
  return `Cannot listen on port ${String(port)} (${setting})${where}: it is in use, or not permitted.`;
}
