/**
 * What can be asked of the room engine. Protocols translate what a client sent
 * into one of these and hand it to the engine's `dispatch`; the answer, if
 * there is one, comes back as an event (events.ts).
 *
 * Commands are plain data: they travel through the backplane, so that every
 * node applies the same commands in the same order.
 */

/**
 * A name that a client chose for a room, a user or a stream. JSON clients may
 * use numbers; 42 and "42" are different names.
 */
export type Identifier = string | number;

/** Names one connection among all connections of all nodes. */
export type ConnectionId = string;

/** Rooms of different namespaces never meet, whatever their ids. */
export interface RoomKey {
  readonly namespace: string;
  readonly roomId: Identifier;
}

/**
 * JSON text of a value that only passes through: chat content, signalling
 * payloads. The protocol that took it in has encoded it once; nobody decodes it.
 */
export type JsonText = string;

/** Who the sender of a message says it is; the engine compares it with the seat that its connection holds. */
export interface Claim {
  readonly roomId: Identifier;
  /** Null in messages that name the room alone. */
  readonly userId: Identifier | null;
}

/** How a connection gives a seat up: on purpose, or because it was lost. */
export type LeaveReason = 'left' | 'disconnected';

/** How far somebody who comes back has seen a room. */
export interface SeenSoFar {
  readonly epoch: string;
  /** The offset of the last event that it has seen. */
  readonly offset: number;
}

/**
 * Takes a seat in a room, opening the room if there is none.
 *
 * A connection holds one seat at a time: a join elsewhere leaves the old seat
 * first, a join of the same seat refreshes it. A join that is rejected changes
 * nothing.
 */
export interface JoinCommand {
  readonly type: 'join';
  readonly connection: ConnectionId;
  readonly room: RoomKey;
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** Used if this join opens the room. */
  readonly roomName: Identifier;
  /** Sets the room's password if this join opens it, else is compared with it. Empty: none. */
  readonly password: string;
  /**
   * Whether other connections that ask for sharing too may hold the same seat;
   * the participant then leaves with the last of them. Without it a newcomer
   * replaces whoever holds the seat, or is rejected.
   */
  readonly sharesSeat: boolean;
  /**
   * Whether nobody is to know: no other hears of the participant or finds it in
   * a list, and it does not stream. Any number of connections may be in a room
   * like that, under any userId. Such a seat is neither shared nor kept.
   */
  readonly hidden: boolean;
  /** Whether the seat, unless it is shared, is kept for a while if its connection is lost. */
  readonly resumable: boolean;
  /** What the seat's last `joined` gave out; takes the seat back as it was. Null: none. */
  readonly resumeToken: string | null;
  /** How many past messages are wanted at most; 0: none. */
  readonly history: number;
  /** The messages missed since then are wanted. Null: they are not. */
  readonly recover: SeenSoFar | null;
}

/** Gives the connection's seat up. Ignored if it holds none, or not the one it claims. */
export interface LeaveCommand {
  readonly type: 'leave';
  readonly connection: ConnectionId;
  /** Null: whatever seat the connection holds. */
  readonly claim: Claim | null;
  readonly reason: LeaveReason;
}

/** Marks the participant as streaming. Repeating it repeats the event. */
export interface StartStreamCommand {
  readonly type: 'start-stream';
  readonly connection: ConnectionId;
  readonly claim: Claim;
  readonly streamName: Identifier;
}

/** Marks the participant as not streaming. Repeating it repeats the event. */
export interface StopStreamCommand {
  readonly type: 'stop-stream';
  readonly connection: ConnectionId;
  readonly claim: Claim;
}

/** Says something to everyone in the room, the sender included. */
export interface SendMessageCommand {
  readonly type: 'send-message';
  readonly connection: ConnectionId;
  readonly claim: Claim;
  readonly content: JsonText;
  /** The sender's own id for it: a repeated one is answered, not sent again. Null: none. */
  readonly clientMessageId: string | null;
}

/** The kinds of WebRTC signalling that are relayed. */
export type SignalKind = 'offer' | 'answer' | 'ice-candidate';

/** Passes signalling to one participant of the same room; dropped if there is none of that name. */
export interface SignalCommand {
  readonly type: 'signal';
  readonly connection: ConnectionId;
  readonly claim: Claim;
  readonly toUserId: Identifier;
  readonly kind: SignalKind;
  readonly payload: JsonText;
}

/** Asks for the room as it is. */
export interface SyncRoomCommand {
  readonly type: 'sync-room';
  readonly connection: ConnectionId;
  readonly claim: Claim;
}

/** Asks for the rooms of a namespace, in the order in which they were opened. */
export interface ListRoomsCommand {
  readonly type: 'list-rooms';
  readonly connection: ConnectionId;
  readonly namespace: string;
}

/** Ends whatever has had its time: seats that nobody came back to, rooms that stayed empty. */
export interface ExpireCommand {
  readonly type: 'expire';
}

export type Command =
  | JoinCommand
  | LeaveCommand
  | StartStreamCommand
  | StopStreamCommand
  | SendMessageCommand
  | SignalCommand
  | SyncRoomCommand
  | ListRoomsCommand
  | ExpireCommand;

/** Commands that only the holder of a seat may give. */
export type SeatedCommand =
  StartStreamCommand | StopStreamCommand | SendMessageCommand | SignalCommand | SyncRoomCommand;

/**
 * A command as the backplane carries it: with everything that must be the same
 * on every node that applies it.
 */
export interface StampedCommand {
  readonly command: Command;
  /** When it was dispatched, in ms since the epoch, by the clock of the dispatching node. */
  readonly at: number;
  /** Unique among all stamps of all nodes; becomes the epoch of a room or the id of a message. */
  readonly id: string;
  /** A secret that nobody can guess: what the seat that it takes is resumed with. Null but for joins. */
  readonly resumeToken: string | null;
}
