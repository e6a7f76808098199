import type { ConnectionId, Identifier, RoomKey } from './identity.js';

/**
 * The state of a participant's seat.
 *
 * - `held`: by one connection; kept if that is lost and the seat is resumable.
 * - `shared`: by one connection or more, oldest first.
 * - `away`: by none; kept until a time, in ms since the epoch, for a connection that was lost.
 */
export type SeatState =
  | {
      readonly state: 'held';
      readonly connection: ConnectionId;
      readonly resumable: boolean;
    }
  | { readonly state: 'shared'; readonly connections: readonly ConnectionId[] }
  | { readonly state: 'away'; readonly until: number };

/** Someone in a room. A change makes a new object, so that it can be a cache key. */
export interface Participant {
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** The name of the stream it sends; null while it does not stream. */
  readonly streamName: Identifier | null;
  readonly seat: SeatState;
}

/** A room as its events show it. */
export interface RoomView {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly hasPassword: boolean;
  /** Opaque, unique to this incarnation: a room that was dropped and opened again has another. */
  readonly epoch: string;
  /** The number of room events so far, and so the newest one's own offset. */
  readonly offset: number;
  /** By userId, in join order; a re-join keeps its place. Those who are hidden are not among them. */
  readonly participants: ReadonlyMap<Identifier, Participant>;
  /** Stream names by userId, in the order in which the streams began. */
  readonly streams: ReadonlyMap<Identifier, Identifier>;
}

/** The fields that room events have in common. */
export interface OfRoom {
  readonly room: RoomView;
  /** 1, 2, 3 … in each incarnation of a room, without a gap. */
  readonly offset: number;
  readonly participant: Participant;
}
