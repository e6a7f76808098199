import type { RoomLimits } from '../../../protocols/json/frames.js';
import type { IncomingChat } from '../wire/incoming.js';
import type { WrittenMessage } from '../wire/outgoing.js';
import type { Pending } from './pending.js';
import type { RoomError } from '../room-error.js';
import type { ChatMessage } from '../types.js';

/** A message of one's own that is not acknowledged. */
export interface OwnMessage extends WrittenMessage {
  readonly pending: Pending<ChatMessage>;
}

/** The messages this client has to send, in order, until the room has heard it. */
export class Outbox {
  #messages: readonly OwnMessage[] = [];
  /** The first so many of them are on their way. */
  #inFlight = 0;
  /** The message acknowledged last, while a second copy of it may follow. */
  #echo: string | null = null;

  add(message: OwnMessage): void {
    this.#messages = [...this.#messages, message];
  }

  /** The next to be sent, which is on its way then; null if so many are already. */
  next(mostInFlight: number): OwnMessage | null {
    const message = this.#messages[this.#inFlight];
    // Said now, the same words again could not be told from a copy.
    if (message === undefined || this.#echo !== null || this.#inFlight >= mostInFlight) return null;
    this.#inFlight += 1;
    return message;
  }

  /** Nothing is on its way any more. */
  restart(): void {
    this.#inFlight = 0;
    this.#echo = null;
  }

  /** The one that the room says it has heard, which is done then. */
  acknowledged(frame: IncomingChat): OwnMessage | null {
    const { clientMessageId, messageId, content, timestamp } = frame;
    const text = JSON.stringify(content);
    const message = this.#messages.slice(0, this.#inFlight).find((message) =>
      // Who does not know the id says nothing of it.
      clientMessageId === undefined
        ? message.json === text
        : message.clientMessageId === clientMessageId,
    );
    if (message === undefined) return null;
    if (messageId === undefined) this.#echo = `${timestamp} ${text}`;
    this.#remove(message);
    return message;
  }

  /** Whether it is the second copy of one's own message, which some servers send to its sender. */
  isSecondCopy({ messageId, content, timestamp }: IncomingChat): boolean {
    return messageId === undefined && this.#echo === `${timestamp} ${JSON.stringify(content)}`;
  }

  /** No copies of what was acknowledged follow any more. */
  copiesAreOver(): void {
    this.#echo = null;
  }

  /**
   * The server has refused the oldest one on its way: it answers in the order of the sending.
   *
   * @returns whether there was one
   */
  refused(error: RoomError): boolean {
    const message = this.#inFlight > 0 ? this.#messages[0] : undefined;
    if (message === undefined) return false;
    this.#remove(message);
    message.pending.reject(error);
    return true;
  }

  /** Nobody waits for it any more. */
  giveUp(pending: Pending<ChatMessage>): void {
    const message = this.#messages.find((message) => message.pending === pending);
    if (message !== undefined) this.#remove(message);
  }

  rejectAll(error: RoomError): void {
    for (const { pending } of this.#messages) pending.reject(error);
    this.#messages = [];
    this.restart();
  }

  #remove(message: OwnMessage): void {
    if (this.#messages.indexOf(message) < this.#inFlight) this.#inFlight -= 1;
    this.#messages = this.#messages.filter((other) => other !== message);
  }
}

/** Whether the server would refuse it for its length. */
export function isTooLong({ measured, text }: OwnMessage, limits: RoomLimits | null): boolean {
  if (limits === null) return false;
  return byteLength(measured) > limits.maxChatBytes || byteLength(text) > limits.maxPayloadBytes;
}

/** In UTF-8. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
