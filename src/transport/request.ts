import type { HttpRequest } from 'uWebSockets.js';

import type { ConnectionRequest } from '../protocol.js';

/** Everything an upgrade needs, read from a request that is gone when its handler returns. */
export interface UpgradeRequest {
  readonly connection: ConnectionRequest;
  readonly webSocketKey: string;
  readonly webSocketProtocol: string;
  readonly webSocketExtensions: string;
}

/** Reads an upgrade request; must be called before anything else happens in the handler. */
export function readUpgradeRequest(request: HttpRequest): UpgradeRequest {
  return {
    connection: { path: request.getUrl(), query: readRawQuery(request) },
    webSocketKey: request.getHeader('sec-websocket-key'),
    webSocketProtocol: request.getHeader('sec-websocket-protocol'),
    webSocketExtensions: request.getHeader('sec-websocket-extensions'),
  };
}

/**
 * The whole query, undecoded. Asking for one parameter by name would decode it
 * in place, form-style, and damage what is read afterwards.
 */
function readRawQuery(request: HttpRequest): string | null {
  // Typed as a string, but undefined if the URL has no `?`.
  const query = request.getQuery() as string | undefined;
  return query ?? null;
}
