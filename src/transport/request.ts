import type { HttpRequest, HttpResponse } from 'uWebSockets.js';

import type { AddressClues } from './remote-address.js';

/** Everything an upgrade needs, read from a request that is gone when its handler returns. */
export interface UpgradeRequest {
  /** The raw path, undecoded. */
  readonly path: string;
  /** The raw query, undecoded, without the `?`; null if there was no `?`. */
  readonly query: string | null;
  readonly clues: AddressClues;
  /** Empty: it names none. */
  readonly origin: string;
  readonly webSocketKey: string;
  readonly webSocketProtocol: string;
  readonly webSocketExtensions: string;
}

/** Reads an upgrade request; must be called before anything else happens in the handler. */
export function readUpgradeRequest(request: HttpRequest, response: HttpResponse): UpgradeRequest {
  return {
    path: request.getUrl(),
    query: readRawQuery(request),
    clues: {
      socketAddress: Buffer.from(response.getRemoteAddressAsText()).toString('latin1'),
      forwardedFor: readAll(request, 'x-forwarded-for'),
    },
    origin: request.getHeader('origin'),
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

/** A header may stand there several times, and asking for it by name finds one of them. */
function readAll(request: HttpRequest, wanted: string): readonly string[] {
  const values: string[] = [];
  request.forEach((name, value) => {
    if (name === wanted) values.push(value);
  });
  return values;
}
