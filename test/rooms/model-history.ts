import type { ChatMessage, HistoryGap, HistoryPolicy } from '../../src/rooms/history.js';

/** A message of a room, and whether it is still there: nothing is ever taken off the list. */
export interface ModelMessage {
  readonly message: ChatMessage;
  /** `gap`: dropped for count or bytes, `expired`: for age. */
  fate: 'kept' | HistoryGap;
}

/** To be called before anything else is done at that time. */
export function forgetOld(messages: ModelMessage[], policy: HistoryPolicy, at: number): void {
  for (const one of kept(messages)) {
    if (at - one.message.timestamp >= policy.historyTtlMs) one.fate = 'expired';
  }
}

export function remember(
  messages: ModelMessage[],
  policy: HistoryPolicy,
  message: ChatMessage,
): void {
  messages.push({ message, fate: 'kept' });
  for (const oldest of kept(messages)) {
    const isTooMany = kept(messages).length > policy.historySize;
    if (isTooMany || keptBytes(messages) > policy.historyMaxBytes) oldest.fate = 'gap';
  }
}

/** Every message after an offset, or why one of them is gone; the worse reason first. */
export function missedSince(
  messages: ModelMessage[],
  offset: number,
): readonly ChatMessage[] | HistoryGap {
  const missed = messages.filter(({ message }) => message.offset > offset);
  for (const reason of ['gap', 'expired'] as const) {
    if (missed.some(({ fate }) => fate === reason)) return reason;
  }
  return missed.map(({ message }) => message);
}

export function latest(messages: ModelMessage[], count: number): readonly ChatMessage[] {
  const all = kept(messages);
  return all.slice(Math.max(0, all.length - count)).map(({ message }) => message);
}

/** The message that a user has sent under an id of its own, as long as it is kept. */
export function saidBefore(
  messages: ModelMessage[],
  said: Pick<ChatMessage, 'userId' | 'clientMessageId'>,
): ChatMessage | undefined {
  if (said.clientMessageId === null) return undefined;
  return kept(messages).find(
    ({ message: { userId, clientMessageId } }) =>
      userId === said.userId && clientMessageId === said.clientMessageId,
  )?.message;
}

/** A message costs what its texts are long in UTF-8, and 128 bytes. */
export function keptBytes(messages: ModelMessage[]): number {
  const texts = kept(messages).map(
    ({ message: { content, userId, userName, clientMessageId } }) =>
      `${content}${userId}${userName}${clientMessageId ?? ''}`,
  );
  return texts.reduce((sum, text) => sum + 128 + Buffer.byteLength(text), 0);
}

export function kept(messages: ModelMessage[]): readonly ModelMessage[] {
  return messages.filter(({ fate }) => fate === 'kept');
}
