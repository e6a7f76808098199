/**
 * Parts that frames of several subjects have in common.
 *
 * The frames import nothing from the server, since the client SDK is built from
 * them alone. The few types that the engine writes, too (`Identifier`,
 * `SeenSoFar`, `RecoveryFailure`) are therefore written twice; a test does not
 * compile unless both agree.
 */

/** A name that a client chose. Numbers keep their type: 42 and "42" are different names. */
export type Identifier = string | number;

/** Someone in a room. */
export interface ParticipantEntry {
  readonly userId: Identifier;
  readonly userName: Identifier;
  readonly isStreaming: boolean;
  /** Only while it streams. */
  readonly streamName?: Identifier | undefined;
  /** Only while its connection is lost and its seat kept. */
  readonly away?: true | undefined;
}

/** Fields of every event of a room. */
export interface RoomEventFields {
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** Counts every event of the room: 1, 2, 3 … */
  readonly offset: number;
}

/** Fields of every event after which the list of participants is another. */
export interface PresenceEventFields extends RoomEventFields {
  /** Everyone in the room after the event; left out for those who joined with `presence` `delta`. */
  readonly participants?: readonly ParticipantEntry[] | undefined;
}
