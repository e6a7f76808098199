/**
 * What the AsyncAPI document says in words. A frame or a field without a text
 * does not compile; a text whose frame or field is gone does not either.
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

type Field = FieldOf<
  ClientFrame | ServerFrame | ParticipantEntry | RoomLimits | RoomsListEntry | SeenSoFar
>;

/** Fields that refer to a schema which says it all. */
type ReferringField = 'roomId' | 'userId' | 'fromUserId' | 'toUserId' | 'limits' | 'code' | 'error';

/** What is said of one frame. */
export interface FrameText {
  /** One sentence, in CommonMark like all texts here. */
  readonly summary: string;
  readonly description?: string;
  /** Where a field means something else, or more, than in other frames. */
  readonly fields?: Readonly<Record<string, string>>;
}

type TextOf<F> = Omit<FrameText, 'fields'> & {
  readonly fields?: Readonly<Partial<Record<FieldOf<F>, string>>>;
};

type ClientTextOf<F> = TextOf<F> & {
  /** The frames of which one is the answer, to the sender alone. */
  readonly replies?: readonly ServerFrame['type'][];
};

/** What clients send. */
export const clientTexts: {
  readonly [T in ClientFrame['type']]: ClientTextOf<Extract<ClientFrame, { type: T }>>;
} = {
  'join-room': {
    summary: 'Takes a seat in a room, opening the room if there is none.',
    description:
      'A connection has one seat: joining another room leaves the first. Everybody else in the room gets `user-joined`.',
    replies: ['room-joined', 'join-room-error'],
    fields: {
      userName: 'What others see; the `userId` if left out.',
      roomName: "The room's name if this join opens it; the `roomId` if left out or empty.",
      history: 'How many past chat messages are wanted at most.',
      resumeToken: 'What the last `room-joined` gave out: takes the seat back as it was.',
    },
  },
  'leave-room': {
    summary: 'Gives the seat up; the connection stays open.',
    description: 'Answered by nothing. Those who remain get `user-left`.',
  },
  'start-streaming': {
    summary: 'Says that the sender streams now.',
    description:
      'Everyone in the room gets `user-streaming-started`, the sender and a repetition included.',
    fields: { streamName: 'The `userId` if left out or empty.' },
  },
  'stop-streaming': {
    summary: 'Says that the sender streams no more.',
    description:
      'Everyone in the room gets `user-streaming-stopped`, the sender and a repetition included.',
  },
  'chat-message': {
    summary: 'Says something to everyone in the room.',
    description:
      'Everyone in the room gets it as a `chat-message` exactly once. The one that comes back to the sender is the acknowledgement.',
    fields: {
      content: 'Any JSON value; at most `maxChatBytes` bytes of UTF-8.',
      clientMessageId:
        "The sender's own id for the message: sent again under the same id, it is acknowledged as before and told to nobody twice. At most `maxNameBytes` bytes of UTF-8.",
    },
  },
  'list-rooms': {
    summary: 'Asks which rooms there are.',
    replies: ['rooms-list'],
  },
  'webrtc-offer': {
    summary: 'Relays a WebRTC offer to one other user of the room.',
    description: 'Answered by nothing, also if there is no such user.',
  },
  'webrtc-answer': {
    summary: 'Relays a WebRTC answer to one other user of the room.',
    description: 'Answered by nothing, also if there is no such user.',
  },
  'webrtc-ice-candidate': {
    summary: 'Relays an ICE candidate to one other user of the room.',
    description: 'Answered by nothing, also if there is no such user.',
  },
  'sync-room': {
    summary: 'Asks for the room as it is.',
    description: 'For clients with `presence` `delta` that have seen a gap in the offsets.',
    replies: ['room-state'],
  },
  ping: {
    summary: 'Asks for a sign of life.',
    replies: ['pong'],
  },
  'refresh-token': {
    summary: 'Shows a token in place of the one before.',
    description:
      'It must be for the same user and still allow the seat that the connection has. A token that is refused changes nothing.',
    replies: ['token-refreshed'],
  },
};

/** What the server sends. */
export const serverTexts: {
  readonly [T in ServerFrame['type']]: TextOf<Extract<ServerFrame, { type: T }>>;
} = {
  'room-joined': {
    summary: 'The sender of `join-room` has its seat.',
    fields: {
      offset: "The room's newest offset; for an ordinary join that is the offset of the join.",
      participants: 'Everyone in the room, the newcomer included, in join order.',
    },
  },
  'user-joined': {
    summary: 'Somebody has joined; told to everyone else in the room.',
    description:
      'For a user who was there already: the name may be new, and its stream has ended; its place in the list stays.',
  },
  'user-left': {
    summary: 'Somebody has left; told to those who remain.',
    fields: {
      reason:
        '`left`: said so, or closed in order; `disconnected`: the connection was lost; `timeout`: was away for too long. Others may come later: take them for a leaving all the same.',
    },
  },
  'user-streaming-started': {
    summary: 'Somebody streams now; told to everyone in the room, the streamer included.',
  },
  'user-streaming-stopped': {
    summary: 'Somebody streams no more; told to everyone in the room, the streamer included.',
    fields: { streamName: 'The stream that ended; null if there was none.' },
  },
  'user-away': {
    summary: 'The connection of somebody is lost, and the seat kept for a while.',
    description: 'Only to those who joined with `presence` `delta`.',
  },
  'user-back': {
    summary: 'Somebody who was away has the seat again, as it was.',
    description: 'Only to those who joined with `presence` `delta`.',
  },
  'chat-message': {
    summary: 'Somebody has said something; told to everyone in the room, the sender included.',
    fields: {
      content: 'The JSON value that was sent.',
      clientMessageId: "The sender's own id for the message, if it gave one.",
    },
  },
  'room-state': {
    summary: 'The room as it is.',
    fields: {
      offset: "The room's newest offset.",
      participants: 'Everyone in the room, in join order.',
    },
  },
  'rooms-list': {
    summary: 'The rooms that there are.',
  },
  'join-room-error': {
    summary: 'A join was refused; nothing has changed.',
  },
  'webrtc-offer': {
    summary: 'A WebRTC offer from another user of the room.',
  },
  'webrtc-answer': {
    summary: 'A WebRTC answer from another user of the room.',
  },
  'webrtc-ice-candidate': {
    summary: 'An ICE candidate from another user of the room.',
  },
  'token-refreshed': {
    summary: 'The token that was shown last is in force.',
  },
  pong: {
    summary: 'The sign of life that was asked for.',
  },
  error: {
    summary: 'What was sent had no effect, or the connection is about to close.',
    description:
      'May answer any message, also one that is no JSON. The connection stays open unless the code has a close code.',
  },
};

/** What a field means in all frames that say nothing else of it. */
export const fieldTexts: Readonly<Record<Exclude<Field, ReferringField>, string>> = {
  userName: 'What others see of a user.',
  roomName: 'What people call the room.',
  password:
    'Sets the password if this join opens the room; must be the same if it does not. Left out or empty: none.',
  presence:
    '`full` (also if left out): every event that changes the list of participants carries the list. `delta`: it carries the change alone.',
  history: 'Past chat messages, oldest first, if they were asked for and `recovered` is not true.',
  recover: 'The chat messages since then are wanted.',
  token: 'A JSON Web Token that says what its bearer may do; ignored by servers that ask for none.',
  tokenExpiresAt:
    'When the token expires, in milliseconds since the epoch; only where there is one that does.',
  expiresAt:
    'When the token expires, in milliseconds since the epoch; null: never, or no token is asked for.',
  resumeToken: 'Takes the seat back, once, if the connection is lost; only where seats are kept.',
  streamName: 'The name of the stream.',
  content: 'What was said.',
  clientMessageId: "The sender's own id for a message.",
  offer: 'Any JSON value, passed on unchanged; usually with `type` and `sdp`.',
  answer: 'Any JSON value, passed on unchanged; usually with `type` and `sdp`.',
  candidate:
    'Any JSON value, passed on unchanged; usually with `candidate`, `sdpMid` and `sdpMLineIndex`.',
  epoch: 'Opaque; unique to this incarnation of the room.',
  offset: "The event's place among all events of the room: 1, 2, 3 …",
  participants:
    'Everyone in the room after the event, in join order; left out for those who joined with `presence` `delta`.',
  recovered: 'Whether all chat messages that were missed come next, if that was asked for.',
  recoveryFailure:
    'Why `recovered` is false. `epoch-changed`: the room is a new one; `gap`: some of them are no longer kept, or there never was such an offset; `expired`: some of them were too old to keep.',
  reason: 'Why somebody left.',
  until: 'When the user leaves unless it comes back, in milliseconds since the epoch.',
  timestamp: 'When it was said, in milliseconds since the epoch.',
  messageId: 'Opaque; unique among all messages.',
  rooms: 'In the order in which they were opened.',
  participantCount: 'How many participants the room has.',
  streamCount: 'How many of the participants stream.',
  hasPassword: 'Whether a join needs a password.',
  isStreaming: 'Whether the participant streams now.',
  away: 'Only while the connection is lost and the seat kept.',
  message: 'A sentence for people; programs go by the code.',
  requestType: 'The `type` of the message that was wrong, if it had one; cut when long.',
  field: 'The first field that was wrong, if it was one.',
  retryAfterMs: 'When to come back, in milliseconds; with the code `draining`.',
  maxPayloadBytes: 'The longest message, in bytes.',
  maxChatBytes: 'The longest chat content, in bytes of UTF-8: of a text itself, else of its JSON.',
  maxNameBytes: 'The longest name, in bytes of UTF-8.',
  rateLimitPerSecond: 'How many messages a second; 0: as many as one likes.',
  rateLimitBurst: 'How many messages at once after a pause.',
};

/** A part of frames that has a schema of its own. */
export interface PartText {
  readonly name: string;
  readonly description: string;
  /** As in FrameText. */
  readonly fields?: Readonly<Record<string, string>>;
}

const errorCode: PartText = {
  name: 'ErrorCode',
  description: 'What is wrong; further codes may come later.',
};

/** The parts, by the field that holds one or a list of them. */
export const partTexts: Readonly<Partial<Record<Field, PartText>>> = {
  participants: {
    name: 'Participant',
    description: 'Somebody in a room; `streamName` is there only while it streams.',
  },
  rooms: { name: 'RoomSummary', description: 'A room as the lobby shows it.' },
  limits: { name: 'Limits', description: 'What a client must keep to.' },
  recover: {
    name: 'SeenSoFar',
    description: 'How far somebody who comes back has seen a room.',
    fields: {
      epoch: 'That of the `room-joined` or `room-state` that was seen last.',
      offset: 'The newest that was seen; 0 for nothing.',
    },
  },
  code: errorCode,
  error: errorCode,
};

/** What identifies a room or a user in what clients send. */
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
