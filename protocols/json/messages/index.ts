/**
 * All messages of the protocol: one record for each type, by subject. A type
 * that has no record does not compile, nor does a record whose type is gone.
 * The documents show them in the order in which they stand here.
 */

import type { Grant } from '../../../src/grant.js';
import type {
  Command,
  DirectEvent,
  JsonText,
  RoomEvent,
  SeatedCommand,
} from '../../../src/protocol.js';
import type { ClientFrame } from '../frames.js';
import type { TokenObjection } from '../permissions.js';
import type { Refusal } from '../refusal.js';
import { absence } from './absence.js';
import { chat } from './chat.js';
import { connection } from './connection.js';
import { joining } from './joining.js';
import { lobby } from './lobby.js';
import type {
  AnswerEvent,
  Answers,
  ByType,
  ClientMessages,
  Recipient,
  RequestFrame,
  RequestMessages,
  RequestTypes,
  RoomMessage,
  RoomMessages,
  Sender,
  ServerMessages,
} from './message.js';
import { signalling } from './signalling.js';
import { streaming } from './streaming.js';
import { syncing } from './syncing.js';

const requestMessages = {
  ...joining.clientMessages,
  ...streaming.clientMessages,
  ...chat.clientMessages,
  ...lobby.clientMessages,
  ...signalling.clientMessages,
  ...syncing.clientMessages,
} satisfies RequestMessages;

export const clientMessages = {
  ...requestMessages,
  ...connection.clientMessages,
} satisfies ClientMessages;

export const serverMessages = {
  ...joining.serverMessages,
  ...streaming.serverMessages,
  ...absence.serverMessages,
  ...chat.serverMessages,
  ...syncing.serverMessages,
  ...lobby.serverMessages,
  ...signalling.serverMessages,
  ...connection.serverMessages,
} satisfies ServerMessages;

const roomMessages: RoomMessages = {
  ...joining.roomMessages,
  ...streaming.roomMessages,
  ...absence.roomMessages,
  ...chat.roomMessages,
};

const answers: Answers = {
  ...chat.answers,
  ...syncing.answers,
  ...lobby.answers,
  ...signalling.answers,
};

const requestTypes: RequestTypes = {
  ...streaming.requestTypes,
  ...chat.requestTypes,
  ...signalling.requestTypes,
  ...syncing.requestTypes,
};

/** The command that a frame asks for, or why it has no effect. */
export function commandOf(frame: RequestFrame, sender: Sender): Command | Refusal {
  return translate(frame.type, frame, sender);
}

function translate<T extends RequestFrame['type']>(
  type: T,
  frame: ByType<ClientFrame>[T],
  sender: Sender,
): Command | Refusal {
  const messages: RequestMessages = requestMessages;
  return messages[type].toCommand(frame, sender);
}

/** Why a token does not allow a frame; null if it does. */
export function objectionTo(frame: ClientFrame, grant: Grant): TokenObjection | null {
  return judge(frame.type, frame, grant);
}

function judge<T extends ClientFrame['type']>(
  type: T,
  frame: ByType<ClientFrame>[T],
  grant: Grant,
): TokenObjection | null {
  const messages: ClientMessages = clientMessages;
  return messages[type].permission(frame, grant);
}

/** The type of the frame that a refused command came from. */
export function requestTypeOf(command: SeatedCommand): RequestFrame['type'] {
  return nameRequest(command.type, command);
}

function nameRequest<T extends SeatedCommand['type']>(
  type: T,
  command: ByType<SeatedCommand>[T],
): RequestFrame['type'] {
  return requestTypes[type](command);
}

/** The type of the frame by which a room hears of an event, and who gets it. */
export function roomMessageOf({ type }: RoomEvent): Pick<RoomMessage<never>, 'type' | 'audience'> {
  return roomMessages[type];
}

/** The frame by which a room hears of an event, without the list of participants. */
export function encodeRoomEvent(event: RoomEvent): JsonText {
  return encodeAs(event.type, event);
}

function encodeAs<T extends RoomEvent['type']>(type: T, event: ByType<RoomEvent>[T]): JsonText {
  return roomMessages[type].encode(event);
}

/** Whether an event answers a connection and changes nothing about it. */
export function isAnswer(event: DirectEvent): event is AnswerEvent {
  return Object.hasOwn(answers, event.type);
}

/** Sends the answer. */
export function answer(event: AnswerEvent, to: Recipient): void {
  answerAs(event.type, event, to);
}

function answerAs<T extends AnswerEvent['type']>(
  type: T,
  event: ByType<AnswerEvent>[T],
  to: Recipient,
): void {
  answers[type](event, to);
}
