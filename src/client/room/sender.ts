import { isTooLong, Outbox } from './outbox.js';
import type { Identity, Outgoing } from '../wire/outgoing.js';
import { isPassing } from './passing.js';
import { RoomError } from '../room-error.js';
import { Streaming } from './streaming.js';
import type { ClientEnvironment, RoomInfo } from '../types.js';

/** The number of messages that may be on their way at once; the rest follow as they are acknowledged. */
const mostInFlight = 16;
/** The time to be quiet after having been too loud, if the server does not say. */
const defaultPauseMs = 1000;

/** The questions that every server answers, in order. */
export const ping = JSON.stringify({ type: 'ping' } satisfies Outgoing);

/** The tasks to be done in the room, until they are: over lost connections and pauses. */
export class RoomSender {
  readonly outbox = new Outbox();
  readonly streaming = new Streaming();
  readonly #identity: Identity;
  readonly #environment: ClientEnvironment;
  readonly #send: (text: string) => void;
  /** Null while this client has no seat. */
  #room: RoomInfo | null = null;
  /** Null unless the server has asked for quiet. */
  #endPause: (() => void) | null = null;

  /** @param send puts a frame on the connection that there is while this client has a seat */
  constructor(identity: Identity, environment: ClientEnvironment, send: (text: string) => void) {
    this.#identity = identity;
    this.#environment = environment;
    this.#send = send;
  }

  /** There is a seat in the room, of somebody who is streaming or not. */
  resume(room: RoomInfo, isStreaming: boolean): void {
    this.#room = room;
    this.streaming.restore(isStreaming);
    this.run();
  }

  /** There is no seat any more. */
  suspend(): void {
    this.#room = null;
    this.#restart();
  }

  /** Says what there is to say, as far as it may be said now. */
  run(): void {
    if (this.#room === null || this.#endPause !== null) return;
    for (const { type, streamName } of this.streaming.unsent()) {
      this.#send(JSON.stringify({ type, ...this.#identity, streamName } satisfies Outgoing));
    }
    const { epoch, limits } = this.#room;
    for (;;) {
      // The answers of a server that knows no ids are told apart by their order alone.
      const message = this.outbox.next(epoch === null ? 1 : mostInFlight);
      if (message === null) return;
      if (isTooLong(message, limits)) {
        this.outbox.giveUp(message.pending);
        message.pending.reject(new RoomError('message-too-large'));
      } else {
        this.#send(message.text);
        // It is answered after all copies of the message, however many this server sends.
        if (epoch === null) this.#send(ping);
      }
    }
  }

  /** A ping is answered. */
  ponged(): void {
    this.outbox.copiesAreOver();
    this.run();
  }

  /**
   * The server has refused a frame of this type.
   *
   * @returns whether somebody was waiting for it, who knows now or will know later
   */
  refused(type: string | null, error: RoomError, retryAfterMs: number | null): boolean {
    // Whoever counts messages does not look into them, and does not say which ones it dropped.
    const isAnyOfThem = type === null && error.code === 'rate-limited' && this.#room !== null;
    const isOurs =
      type === 'chat-message' || type === 'start-streaming' || type === 'stop-streaming';
    if (!isOurs && !isAnyOfThem) return false;
    if (!isOurs || isPassing(error.code)) {
      this.#pause(retryAfterMs ?? defaultPauseMs);
      return true;
    }
    const isAwaited =
      type === 'chat-message' ? this.outbox.refused(error) : this.streaming.refused(type, error);
    this.run();
    return isAwaited;
  }

  /** Nothing of it will be done. */
  cancel(error: RoomError): void {
    this.suspend();
    this.outbox.rejectAll(error);
    this.streaming.rejectAll(error);
  }

  /** Says everything again that was not acknowledged: the answers may be lost. */
  repeat(): void {
    this.#restart();
    this.run();
  }

  #pause(pauseMs: number): void {
    this.#endPause?.();
    this.#endPause = this.#environment.after(pauseMs, () => {
      this.repeat();
    });
  }

  /** Nothing that was sent counts. */
  #restart(): void {
    this.#endPause?.();
    this.#endPause = null;
    this.outbox.restart();
    this.streaming.restart();
  }
}
