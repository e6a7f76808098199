/** Chat in a room. */

import type { Identifier, RoomEventFields } from './parts.js';

/** Says something in the room. Answered by `chat-message`, to everyone. */
export interface SendChatFrame {
  readonly type: 'chat-message';
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** Any JSON value. */
  readonly content: unknown;
  /** The sender's own id for it, not empty: what is sent twice under one id is said once. */
  readonly clientMessageId?: string | null | undefined;
}

/** To everyone in the room, the sender included. */
export interface ChatMessageFrame extends RoomEventFields {
  readonly type: 'chat-message';
  readonly userName: Identifier;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Opaque; unique among all messages. */
  readonly messageId: string;
  /** The sender's own id for it, if it gave one. */
  readonly clientMessageId?: string | undefined;
  /** The JSON value that was sent. */
  readonly content: unknown;
}

export type ChatClientFrame = SendChatFrame;
export type ChatServerFrame = ChatMessageFrame;
