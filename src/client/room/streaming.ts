import type { Pending } from './pending.js';
import type { RoomError } from '../room-error.js';

export type StreamingFrameType = 'start-streaming' | 'stop-streaming';

/** Something to ask of the server, and who waits for it. */
export interface StreamingRequest {
  readonly type: StreamingFrameType;
  readonly streamName: string | undefined;
  /** Null if it is only to restore what was wanted. */
  readonly pending: Pending<void> | null;
}

/** Whether this client wants to stream, which outlives connections, and what it has asked for. */
export class Streaming {
  #wanted: { readonly streamName: string | undefined } | null = null;
  #requests: readonly StreamingRequest[] = [];
  /** The first so many of them are on their way. */
  #inFlight = 0;

  ask(request: StreamingRequest): void {
    const { type, streamName } = request;
    this.#wanted = type === 'start-streaming' ? { streamName } : null;
    this.#requests = [...this.#requests, request];
  }

  /** Takes the requests that are to be sent; they are on their way then. */
  unsent(): readonly StreamingRequest[] {
    const unsent = this.#requests.slice(this.#inFlight);
    this.#inFlight = this.#requests.length;
    return unsent;
  }

  /** Nothing is on its way any more. */
  restart(): void {
    this.#inFlight = 0;
  }

  /** After joining: asks for what is wanted and is not so. */
  restore(isStreaming: boolean): void {
    if (this.#requests.length > 0 || isStreaming === (this.#wanted !== null)) return;
    this.ask({
      type: isStreaming ? 'stop-streaming' : 'start-streaming',
      streamName: this.#wanted?.streamName,
      pending: null,
    });
  }

  /** The room was told. */
  happened(type: StreamingFrameType): void {
    const request = this.#answered(type);
    if (request === null && type === 'stop-streaming') this.#wanted = null;
    request?.pending?.resolve();
  }

  /** @returns whether somebody was waiting for it */
  refused(type: StreamingFrameType, error: RoomError): boolean {
    const request = this.#answered(type);
    if (type === 'start-streaming') this.#wanted = null;
    request?.pending?.reject(error);
    return (request?.pending ?? null) !== null;
  }

  /** Nobody waits for it any more. A stream that nobody waits for is not wanted. */
  giveUp(pending: Pending<void>): void {
    const index = this.#requests.findIndex((request) => request.pending === pending);
    const request = this.#requests[index];
    if (request === undefined) return;
    const isSent = index < this.#inFlight;
    const isLast = request === this.#requests.at(-1);
    if (!isSent) this.#requests = this.#requests.filter((other) => other !== request);
    if (request.type === 'start-streaming' && isLast) {
      this.#wanted = null;
      if (isSent) this.ask({ type: 'stop-streaming', streamName: undefined, pending: null });
    }
  }

  rejectAll(error: RoomError): void {
    for (const { pending } of this.#requests) pending?.reject(error);
    this.#requests = [];
    this.#inFlight = 0;
    this.#wanted = null;
  }

  /** The oldest request of a kind that is on its way, which is done then. */
  #answered(type: StreamingFrameType): StreamingRequest | null {
    const request = this.#requests.slice(0, this.#inFlight).find((one) => one.type === type);
    if (request === undefined) return null;
    this.#inFlight -= 1;
    this.#requests = this.#requests.filter((other) => other !== request);
    return request;
  }
}
