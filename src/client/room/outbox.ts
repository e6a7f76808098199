import type { RoomLimits } from '../../../protocols/json/frames.js';
import type { IncomingChat } from '../wire/incoming.js';
import type { Writing } from '../wire/outgoing.js';
import type { Pending } from './pending.js';
import type { RoomError } from '../room-error.js';
import type { ChatMessage } from '../types.js';

/** A message of one's own that is not acknowledged. */
export interface Letter extends Writing {
  readonly pending: Pending<ChatMessage>;
}

/** What this client has to say, in order, until the room has heard it. */
export class Outbox {
  #letters: readonly Letter[] = [];
  /** The first so many of them are on their way. */
  #inFlight = 0;
  /** What was acknowledged last, while a second copy of it may follow. */
  #echo: string | null = null;

  add(letter: Letter): void {
    this.#letters = [...this.#letters, letter];
  }

  /** The next to be sent, which is on its way then; null if so many are already. */
  next(mostInFlight: number): Letter | null {
    const letter = this.#letters[this.#inFlight];
    // Said now, the same words again could not be told from a copy.
    if (letter === undefined || this.#echo !== null || this.#inFlight >= mostInFlight) return null;
    this.#inFlight += 1;
    return letter;
  }

  /** Nothing is on its way any more. */
  restart(): void {
    this.#inFlight = 0;
    this.#echo = null;
  }

  /** The one that the room says it has heard, which is done then. */
  acknowledged(frame: IncomingChat): Letter | null {
    const { clientMessageId, messageId, content, timestamp } = frame;
    const text = JSON.stringify(content);
    const letter = this.#letters.slice(0, this.#inFlight).find((letter) =>
      // Who does not know the id says nothing of it.
      clientMessageId === undefined
        ? letter.json === text
        : letter.clientMessageId === clientMessageId,
    );
    if (letter === undefined) return null;
    if (messageId === undefined) this.#echo = `${timestamp} ${text}`;
    this.#remove(letter);
    return letter;
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
    const letter = this.#inFlight > 0 ? this.#letters[0] : undefined;
    if (letter === undefined) return false;
    this.#remove(letter);
    letter.pending.reject(error);
    return true;
  }

  /** Nobody waits for it any more. */
  giveUp(pending: Pending<ChatMessage>): void {
    const letter = this.#letters.find((letter) => letter.pending === pending);
    if (letter !== undefined) this.#remove(letter);
  }

  rejectAll(error: RoomError): void {
    for (const { pending } of this.#letters) pending.reject(error);
    this.#letters = [];
    this.restart();
  }

  #remove(letter: Letter): void {
    if (this.#letters.indexOf(letter) < this.#inFlight) this.#inFlight -= 1;
    this.#letters = this.#letters.filter((other) => other !== letter);
  }
}

/** Whether the server would refuse it for its length. */
export function isTooLong({ measured, text }: Letter, limits: RoomLimits | null): boolean {
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
