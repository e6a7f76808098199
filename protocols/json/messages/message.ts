/** The records that hold all that is known of a message, one for each type. */

import type { z } from 'zod';
import type { Grant } from '../../../src/grant.js';
import type {
  Claim,
  Command,
  CommandRejected,
  Connection,
  DirectEvent,
  HiddenLeft,
  Identifier,
  Joined,
  JoinRejected,
  JsonText,
  ProtocolContext,
  Replaced,
  RoomEvent,
  RoomsListed,
  SeatedCommand,
} from '../../../src/protocol.js';
import type { CommonField, ReferringField } from '../asyncapi/texts.js';
import type { ClientFrame, PingFrame, RefreshTokenFrame, ServerFrame } from '../frames.js';
import type { PermissionCheck } from '../permissions.js';
import type { Refusal } from '../refusal.js';
import type { RosterEncoder } from '../roster.js';
import type { ClientSchemaParts } from '../schema-parts.js';

/** The members of a union by their types. */
export type ByType<Union extends { readonly type: string }> = {
  readonly [T in Union['type']]: Extract<Union, { readonly type: T }>;
};

/** The frames that ask something of the engine. */
export type RequestFrame = Exclude<ClientFrame, PingFrame | RefreshTokenFrame>;

/** Events that change the standing of a connection, and so its session. */
type StandingEvent = Joined | Replaced | HiddenLeft | JoinRejected | CommandRejected;

/** Events that answer a connection and change nothing about it. */
export type AnswerEvent = Exclude<DirectEvent, StandingEvent>;

/** Whoever sends a message, as far as its command depends on it. */
export interface Sender {
  readonly connection: Pick<Connection, 'id'>;
  /** Null where nobody is asked for a token. */
  readonly grant: Grant | null;
  readonly context: Pick<ProtocolContext, 'limits' | 'rooms'>;
}

/** Whoever gets an answer. */
export interface Recipient {
  readonly connection: Pick<Connection, 'send'>;
  readonly rosters: RosterEncoder;
  /** Those of the rooms that it may know of. */
  listable(rooms: RoomsListed['rooms']): RoomsListed['rooms'];
}

/** The fields of a frame, all of its kinds taken together. */
type FieldOf<Frame> = Frame extends unknown ? Exclude<keyof Frame, 'type'> : never;

/** Fields that no other frame has, or that mean something of their own in each. */
type OwnField<Frame> = Exclude<FieldOf<Frame>, CommonField | ReferringField>;

type FieldTexts<Frame> = Readonly<
  Record<OwnField<Frame>, string> & Partial<Record<Extract<FieldOf<Frame>, CommonField>, string>>
>;

/**
 * The words of the AsyncAPI document about a frame, in CommonMark. Fields that
 * mean the same in all frames are described with them all: here stands only
 * what is the frame's own.
 */
export type FrameText<Frame> = {
  /** One sentence. */
  readonly summary: string;
  readonly description?: string;
} & ([OwnField<Frame>] extends [never]
  ? { readonly fields?: FieldTexts<Frame> }
  : { readonly fields: FieldTexts<Frame> });

/** As FrameText, for a frame that clients send. */
export type ClientFrameText<Frame> = FrameText<Frame> & {
  /** The frames of which one is the answer, to the sender alone. */
  readonly replies?: readonly ServerFrame['type'][];
};

/** All about one type of what clients send. */
export interface ClientMessage<Frame> {
  readonly schema: (parts: ClientSchemaParts) => z.ZodType<Frame>;
  /** The permission that a token must have, where one is asked for. */
  readonly permission: PermissionCheck<Frame>;
  readonly text: ClientFrameText<Frame>;
}

/** All about one type of what clients ask of the engine. */
export interface RequestMessage<Frame> extends ClientMessage<Frame> {
  /** The command that it asks for, or why it has no effect. */
  readonly toCommand: (frame: Frame, sender: Sender) => Command | Refusal;
}

/** A record for each client frame. */
export type ClientMessages = {
  readonly [T in ClientFrame['type']]: ClientMessage<ByType<ClientFrame>[T]>;
};

/** A record for each client frame that asks something of the engine. */
export type RequestMessages = {
  readonly [T in RequestFrame['type']]: RequestMessage<ByType<ClientFrame>[T]>;
};

/** All about one type of what the server sends. */
export interface ServerMessage<Frame> {
  /** Exact to the field. */
  readonly schema: z.ZodType<Frame>;
  readonly text: FrameText<Frame>;
}

/** A record for each server frame. */
export type ServerMessages = {
  readonly [T in ServerFrame['type']]: ServerMessage<ByType<ServerFrame>[T]>;
};

/** The frame by which a room hears of an event. */
export interface RoomMessage<Event> {
  readonly type: ServerFrame['type'];
  /**
   * Its receivers. `change`: everyone, and those with `presence` `full` with the
   * list of participants; `delta`: those with `presence` `delta` alone;
   * `everyone`: all the same.
   */
  readonly audience: 'change' | 'delta' | 'everyone';
  readonly encode: (event: Event) => JsonText;
}

/** The frame of each room event. */
export type RoomMessages = {
  readonly [T in RoomEvent['type']]: RoomMessage<ByType<RoomEvent>[T]>;
};

/** The sender of the frame that answers, for each event that does. */
export type Answers = {
  readonly [T in AnswerEvent['type']]: (event: ByType<AnswerEvent>[T], to: Recipient) => void;
};

/** The type of the frame that a refused command came from, for each command that can be refused. */
export type RequestTypes = {
  readonly [T in SeatedCommand['type']]: (
    command: ByType<SeatedCommand>[T],
  ) => RequestFrame['type'];
};

/** The messages of one subject. */
export interface Subject {
  readonly clientMessages?: Partial<ClientMessages & RequestMessages>;
  readonly serverMessages?: Partial<ServerMessages>;
  readonly roomMessages?: Partial<RoomMessages>;
  readonly answers?: Partial<Answers>;
  readonly requestTypes?: Partial<RequestTypes>;
}

/** The seat that the sender of a message says it has. */
export function claimOf({ roomId, userId }: Claim): Claim {
  return { roomId, userId };
}

/** A name, or what it is if left out or empty. */
export function orDefault(name: Identifier | null | undefined, fallback: Identifier): Identifier {
  return name === undefined || name === null || name === '' ? fallback : name;
}
