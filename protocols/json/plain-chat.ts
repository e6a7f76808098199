import type { SendChatFrame } from './frames.js';

/**
 * Whether a message is chat of the usual kind: with texts for names, short
 * enough however they are written as UTF-8. The schema takes it as it is. Most
 * of what clients send is that, and this takes a fraction of the time.
 */
export function isPlainChat(
  value: Readonly<Partial<Record<keyof SendChatFrame, unknown>>>,
  maxNameBytes: number,
): value is SendChatFrame {
  const { type, roomId, userId, content, clientMessageId } = value;
  return (
    type === 'chat-message' &&
    content !== undefined &&
    isPlainName(roomId, maxNameBytes) &&
    isPlainName(userId, maxNameBytes) &&
    (clientMessageId === undefined || isPlainName(clientMessageId, maxNameBytes))
  );
}

function isPlainName(name: unknown, maxBytes: number): boolean {
  // A UTF-16 unit becomes three bytes at most.
  return typeof name === 'string' && name !== '' && name.length * 3 <= maxBytes;
}
