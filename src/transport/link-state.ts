import type { WebSocket } from 'uWebSockets.js';

import { assertNever } from '../errors/assert-never.js';
import type { Disconnection, Farewell, Session } from '../protocol.js';

/** The native socket of a link, as far as a link uses it. Using one that has closed throws. */
export type LinkSocket = Pick<
  WebSocket<unknown>,
  'end' | 'getBufferedAmount' | 'ping' | 'send' | 'subscribe' | 'unsubscribe'
>;

/** The life of a link. It goes down this list; only a client that catches up goes back to `in-time`. */
export type LinkState =
  | { readonly kind: 'upgrading' }
  | InTime
  | Late
  | CatchingUp
  | Ending
  | Parting
  | Closing
  | Detached
  | { readonly kind: 'closed'; readonly disconnection: Disconnection };

/** A link whose socket is open, with somebody to tell what comes. */
export type OpenState = InTime | Late | CatchingUp | Ending;

interface Open {
  readonly socket: LinkSocket;
  /** `nobody` while the protocol makes one, and after it has refused to. */
  session: Session;
}

/** Its client reads in time: what is sent and published reaches it. */
export interface InTime extends Open {
  readonly kind: 'in-time';
  /** Whether it was counted that too much waits for it, and left at that. */
  isExcused: boolean;
}

/** Its client was found to read too slowly, and its session is about to hear that. */
export interface Late extends Open {
  readonly kind: 'late';
}

/** Its session waits until the client has read everything. */
export interface CatchingUp extends Open {
  readonly kind: 'catching-up';
}

/** Its session is about to close it, and is heard with that, whatever waits. */
export interface Ending extends Open {
  readonly kind: 'ending';
  /** Whether that is only because the server goes away. */
  readonly isSentAway: boolean;
}

/** It is over for its session, and is closed when its client has read enough for the farewell. */
export interface Parting {
  readonly kind: 'parting';
  readonly socket: LinkSocket;
  readonly farewell: Farewell;
}

/** The server is closing the socket: its end is told before that call returns. */
export interface Closing {
  readonly kind: 'closing';
  readonly session: Session;
  /** As of `Ending`. */
  readonly isSentAway: boolean;
}

/** The socket is gone, while something that the client said may still be to come. */
export interface Detached {
  readonly kind: 'detached';
  readonly session: Session;
  /** As of `Ending`. */
  readonly isSentAway: boolean;
}

/** The session of a link that has none, or none any more. */
export const nobody: Session = {
  receive: () => undefined,
  closed: () => undefined,
  notify: () => undefined,
  end: () => undefined,
  overwhelmed: () => null,
  relieved: () => undefined,
};

export function isOpen(state: LinkState): state is OpenState {
  switch (state.kind) {
    case 'in-time':
    case 'late':
    case 'catching-up':
    case 'ending':
      return true;
    case 'upgrading':
    case 'parting':
    case 'closing':
    case 'detached':
    case 'closed':
      return false;
    /* v8 ignore next -- @preserve: the compiler rules it out */
    default:
      return assertNever(state);
  }
}

/** Whether the link ends only because the server goes away. */
export function isSentAway(state: LinkState): boolean {
  const isEnded = state.kind === 'ending' || state.kind === 'closing' || state.kind === 'detached';
  return isEnded && state.isSentAway;
}

/** The session that is to hear of what the link's client says. */
export function sessionOf(state: LinkState): Session {
  switch (state.kind) {
    case 'in-time':
    case 'late':
    case 'catching-up':
    case 'ending':
    case 'closing':
    case 'detached':
      return state.session;
    case 'upgrading':
    case 'parting':
    case 'closed':
      return nobody;
    /* v8 ignore next -- @preserve: the compiler rules it out */
    default:
      return assertNever(state);
  }
}
