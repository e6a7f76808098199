import type { Identifier, Signal } from '../types.js';

/** The part of a room that the mesh needs. A `RoomClient` is one. */
export interface MeshRoom {
  readonly userId: Identifier;
  readonly state: { readonly status: string };
  readonly participants: readonly {
    readonly userId: Identifier;
    readonly isStreaming: boolean;
  }[];
  sendSignal(toUserId: Identifier, signal: Signal): void;
  /** Calls after any change. */
  subscribe(listener: () => void): () => void;
  on(
    event: 'signal',
    listener: (event: { readonly fromUserId: Identifier; readonly signal: Signal }) => void,
  ): () => void;
  /** Also for somebody who was there already and has come in anew. */
  on(
    event: 'participant-joined',
    listener: (participant: { readonly userId: Identifier }) => void,
  ): () => void;
}
