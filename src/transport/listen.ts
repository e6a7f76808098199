import type { TemplatedApp, us_listen_socket } from 'uWebSockets.js';

import { StartupError } from '../errors/startup-error.js';
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

/** The forms of `listen` that are used here: understood by the module, missing in its types. */
interface ListenForms {
  listen(port: number, options: number, callback: ListenCallback): void;
  listen(host: string, port: number, options: number, callback: ListenCallback): void;
}

type ListenCallback = (token: us_listen_socket | false) => void;

/**
 * Listens, alone on its port.
 *
 * @throws StartupError naming port and setting if the port cannot be had
 */
export function listen(native: Native, app: TemplatedApp, address: ListenAddress): Listener {
  const tokens: us_listen_socket[] = [];
  const listened: ListenCallback = (token) => {
    if (token !== false) tokens.push(token);
  };
  const { host, port } = address;
  // See ListenForms.
  const forms = app as unknown as ListenForms;
  // An empty host, given to the module, makes it take any free port.
  if (host === '') forms.listen(port, exclusivePort, listened);
  else forms.listen(host, port, exclusivePort, listened);
  const token = tokens[0];
  if (token === undefined) throw new StartupError(explainListenFailure(address));
  return createListener(native, token);
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
