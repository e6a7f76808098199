/** Where a started server is reached. */
export interface ListenerAddress {
  /** As set; empty: all interfaces. */
  readonly host: string;
  readonly port: number;
  /** For programs on the same machine. */
  readonly url: string;
}

/** What a started server listens on; null for what is switched off. */
export interface ServerAddresses {
  readonly json: ListenerAddress | null;
  readonly red5: ListenerAddress | null;
  readonly ops: ListenerAddress | null;
}

/** @param host as set; empty: all interfaces */
export function addressOf(scheme: string, host: string, port: number): ListenerAddress {
  const name = host === '' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const authority = name.includes(':') ? `[${name}]` : name;
  return { host, port, url: `${scheme}://${authority}:${String(port)}` };
}
