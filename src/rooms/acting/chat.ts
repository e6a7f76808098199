import type { ChatMessage } from '../history.js';
import type { Claim, ConnectionId, JsonText } from '../identity.js';
import type { OfRoom, RoomView } from '../room-view.js';
import type { Seated } from '../seat.js';
import type { Acts, Stamp } from './act.js';

/**
 * Sends a chat message to everyone in the room, the sender included; told as
 * `message-sent`, or answered with `message-repeated`.
 */
export interface SendMessageCommand {
  readonly type: 'send-message';
  readonly connection: ConnectionId;
  readonly claim: Claim;
  readonly content: JsonText;
  /** The sender's own id for the message: while the room keeps it, a repeated one is not sent again. Null: none. */
  readonly clientMessageId: string | null;
}

/** Someone sent a chat message; its offset is the event's. */
export interface MessageSent extends OfRoom {
  readonly type: 'message-sent';
  readonly message: ChatMessage;
}

/** To the sender of a message that the room has had already; `message` is what was sent then. */
export interface MessageRepeated {
  readonly type: 'message-repeated';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly message: ChatMessage;
}

/** The commands about chat. */
export type ChatCommand = SendMessageCommand;
/** The events that tell a room of chat. */
export type ChatRoomEvent = MessageSent;
/** The answers about chat. */
export type ChatAnswer = MessageRepeated;

export default {
  'send-message': { needsListedSeat: false, act: sendMessage },
} satisfies Acts<ChatCommand, ChatRoomEvent | ChatAnswer>;

function sendMessage(
  { room, participant }: Seated,
  { connection, clientMessageId, content }: SendMessageCommand,
  { at, id }: Stamp,
): MessageSent | MessageRepeated {
  const { userId, userName } = participant;
  if (clientMessageId !== null) {
    const sent = room.history.find(userId, clientMessageId, at);
    if (sent !== undefined) return { type: 'message-repeated', connection, room, message: sent };
  }
  const offset = room.advance();
  const messageId = id;
  const timestamp = at;
  // One literal: copying another object's fields into it takes longer than all the rest here.
  const message = { offset, messageId, timestamp, userId, userName, content, clientMessageId };
  room.history.add(message, at);
  return { type: 'message-sent', room, offset, participant, message };
}
