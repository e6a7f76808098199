import type { ProtocolInstance } from '../protocol.js';
import type { ListenAddress, Listener } from './listen.js';

/** The life of a port: it listens, may pause and listen again, and is shut before it is closed. */
export type PortState =
  | { readonly kind: 'new' }
  | Listening
  | Paused
  /** Takes no more connections; open ones go on. */
  | { readonly kind: 'shut' }
  /** Cuts what is still open: whoever is cut hears that the server goes away. */
  | { readonly kind: 'closed' };

interface Serving {
  readonly protocol: ProtocolInstance;
  /** Null if the system has chosen the port: then it cannot be had again while it has connections. */
  readonly fixedAddress: ListenAddress | null;
}

/** Takes connections. */
export interface Listening extends Serving {
  readonly kind: 'listening';
  readonly listener: Listener;
}

/** Takes no connections for now; open ones go on, and those on their way come in. */
export interface Paused extends Serving {
  readonly kind: 'paused';
}

/** Whether the port serves its protocol: to whoever is there, if to nobody new. */
export function isServing(state: PortState): state is Listening | Paused {
  return state.kind === 'listening' || state.kind === 'paused';
}
