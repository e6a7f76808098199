/** The names by which commands and events speak of rooms, users and connections. */

/**
 * A name that a client chose for a room, a user or a stream. JSON clients may
 * use numbers; 42 and "42" are different names.
 */
export type Identifier = string | number;

/** The id of a connection, unique among all connections of all nodes. */
export type ConnectionId = string;

/** The identity of a room. Rooms of different namespaces never meet, whatever their ids. */
export interface RoomKey {
  readonly namespace: string;
  readonly roomId: Identifier;
}

/** The seat that the sender of a command says it holds; compared with the one that its connection does hold. */
export interface Claim {
  readonly roomId: Identifier;
  /** Null: whichever user the connection has joined as. */
  readonly userId: Identifier | null;
}

/**
 * JSON text of a value that only passes through: chat content, signalling
 * payloads. The protocol that took it in has encoded it once; the engine never decodes it.
 */
export type JsonText = string;
