/**
 * The words of the AsyncAPI document that are about several frames, and about
 * the document itself. Those about one frame are in its record in messages/.
 */

import type {
  ClientFrame,
  ParticipantEntry,
  RoomLimits,
  RoomsListEntry,
  SeenSoFar,
  ServerFrame,
} from '../frames.js';

type FieldOf<T> = T extends unknown ? Exclude<keyof T, 'type'> : never;

type Field = FieldOf<ClientFrame | ServerFrame>;

/** Fields that refer to a schema which says it all. */
export type ReferringField =
  'roomId' | 'userId' | 'fromUserId' | 'toUserId' | 'limits' | 'code' | 'error';

/** Fields that mean the same in every frame whose record says nothing else of them. */
export type CommonField = keyof typeof fieldTexts;

/** The meaning of fields that several frames have in common. */
export const fieldTexts = {
  userName: 'What others see of a user.',
  roomName: 'What people call the room.',
  token: 'A JSON Web Token that says what its bearer may do; ignored by servers that ask for none.',
  streamName: 'The name of the stream.',
  offer: 'Any JSON value, passed on unchanged; usually with `type` and `sdp`.',
  answer: 'Any JSON value, passed on unchanged; usually with `type` and `sdp`.',
  candidate:
    'Any JSON value, passed on unchanged; usually with `candidate`, `sdpMid` and `sdpMLineIndex`.',
  epoch: 'Opaque; unique to this incarnation of the room.',
  offset: "The event's place among all events of the room: 1, 2, 3 …",
  participants:
    'Everyone in the room after the event, in join order; left out for those who joined with `presence` `delta`.',
  hasPassword: 'Whether a join needs a password.',
  message: 'A sentence for people; programs go by the code.',
} as const satisfies Partial<Record<Field, string>>;

/** A part of frames that has a schema of its own. */
export interface PartText {
  readonly name: string;
  readonly description: string;
  /** Fields of the part; one that is not here means what it means in frames. */
  readonly fields?: Readonly<Record<string, string>>;
}

type PartTextOf<Part> = PartText & {
  readonly fields: Readonly<
    Record<Exclude<keyof Part, CommonField | ReferringField>, string> &
      Partial<Record<Extract<keyof Part, CommonField>, string>>
  >;
};

const participant: PartTextOf<ParticipantEntry> = {
  name: 'Participant',
  description: 'Somebody in a room; `streamName` is there only while it streams.',
  fields: {
    isStreaming: 'Whether the participant streams now.',
    away: 'Only while the connection is lost and the seat kept.',
  },
};

const roomSummary: PartTextOf<RoomsListEntry> = {
  name: 'RoomSummary',
  description: 'A room as the lobby shows it.',
  fields: {
    participantCount: 'How many participants the room has.',
    streamCount: 'How many of the participants stream.',
  },
};

const limits: PartTextOf<RoomLimits> = {
  name: 'Limits',
  description: 'What a client must keep to.',
  fields: {
    maxPayloadBytes: 'The longest message, in bytes.',
    maxChatBytes:
      'The longest chat content, in bytes of UTF-8: of a text itself, else of its JSON.',
    maxNameBytes: 'The longest name, in bytes of UTF-8.',
    rateLimitPerSecond: 'How many messages a second; 0: as many as one likes.',
    rateLimitBurst: 'How many messages at once after a pause.',
  },
};

const seenSoFar: PartTextOf<SeenSoFar> = {
  name: 'SeenSoFar',
  description: 'How far somebody who comes back has seen a room.',
  fields: {
    epoch: 'That of the `room-joined` or `room-state` that was seen last.',
    offset: 'The newest that was seen; 0 for nothing.',
  },
};

const errorCode: PartText = {
  name: 'ErrorCode',
  description: 'What is wrong; further codes may come later.',
};

/** The parts, by the field that holds one or a list of them. */
export const partTexts: Readonly<Partial<Record<Field, PartText>>> = {
  participants: participant,
  rooms: roomSummary,
  limits,
  recover: seenSoFar,
  code: errorCode,
  error: errorCode,
};

/** Names of rooms and users in what clients send. */
export const identifierText: PartText = {
  name: 'Identifier',
  description:
    'A name that a client chose: a text that is not empty, or a number. 42 and "42" are different names. At most `maxNameBytes` bytes of UTF-8.',
};

/** Names that may be empty, and every name that the server sends. */
export const nameText: PartText = {
  name: 'Name',
  description:
    'A text or a number that a client chose. 42 and "42" are different names. At most `maxNameBytes` bytes of UTF-8.',
};

/** The document as a whole. */
export const documentText = `Rooms over a WebSocket: who is in the room, who is streaming, what was said.

Every message, in both directions, is one JSON object with a \`type\`, in a text frame.

- **Fields that are not described here** are ignored by the server, and may be added to its messages later: a client ignores what it does not know. None is removed or renamed.
- **Optional fields** of what a client sends may also be null, which counts as leaving them out.
- **Limits** are settings of the server, which \`room-joined\` tells. No schema shows those in bytes: a message is at most \`maxPayloadBytes\` long, chat content \`maxChatBytes\`, and every name, password, token or id that a client sends \`maxNameBytes\`, all in UTF-8.
- **Identity**: a connection acts only as the user, and in the room, that it joined as.
- **Tokens** are asked for by servers that are set up so: then nothing is answered before one was shown, in \`join-room\`, in \`refresh-token\` or as \`?token=\` of the URL.
- **Offsets** count every event of a room, so that a jump shows a client with \`presence\` \`delta\` that it has missed something; \`sync-room\` mends that.
- **Close codes** from 4000 to 4499 mean that a client may come back, those from 4500 to 4999 that it may not; standard codes are used where they fit.`;
