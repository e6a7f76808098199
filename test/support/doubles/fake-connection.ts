import type { ErrorCode } from '../../../src/errors/catalogue.js';
import type { Connection, ConnectionId } from '../../../src/protocol.js';
import { checkedCloseCode, fitCloseReason } from '../../../src/transport/close-frame.js';

/** A close from the side of the server; both undefined for a close frame without a code. */
export interface RecordedClose {
  readonly code: number | undefined;
  readonly reason: string | undefined;
}

/** A count of the transport. */
export type Counted =
  | { readonly kind: 'received' | 'sent'; readonly type: string; readonly bytes: number }
  | {
      readonly kind: 'published';
      readonly type: string;
      readonly bytes: number;
      readonly receivers: number;
    }
  | { readonly kind: 'rejected'; readonly code: ErrorCode };

/** A connection that keeps what happens to it. */
export interface FakeConnection extends Connection {
  /** Every text frame that reached it, sent to it or published to its topics, in order. */
  readonly received: readonly string[];
  /** Only the frames that were sent to it alone. */
  readonly sent: readonly string[];
  readonly topics: ReadonlySet<string>;
  /** The close of the server; null if it did not close. */
  readonly closedWith: RecordedClose | null;
  readonly isOpen: boolean;
}

interface ConnectionRecordOptions {
  /** @throws Error if the frame is not of the type */
  readonly checkType: (frame: string, type: string) => void;
  readonly count: (what: Counted) => void;
}

/** The connection itself, and what only its context may do with it. */
export class ConnectionRecord implements FakeConnection {
  readonly id: ConnectionId;
  readonly received: string[] = [];
  readonly sent: string[] = [];
  readonly topics = new Set<string>();
  closedWith: RecordedClose | null = null;
  isOpen = true;
  /** Called once, when the server closes. */
  onServerClose: () => void = () => {};
  readonly #options: ConnectionRecordOptions;

  constructor(id: ConnectionId, options: ConnectionRecordOptions) {
    this.id = id;
    this.#options = options;
  }

  countReceived(type: string, bytes: number): void {
    this.#options.count({ kind: 'received', type, bytes });
  }

  countRejection(code: ErrorCode): void {
    this.#options.count({ kind: 'rejected', code });
  }

  send(frame: string, type: string): void {
    if (!this.isOpen) return;
    this.#options.checkType(frame, type);
    this.sent.push(frame);
    this.received.push(frame);
    this.#options.count({ kind: 'sent', type, bytes: Buffer.byteLength(frame) });
  }

  close(code?: number, reason = ''): void {
    if (!this.isOpen) return;
    this.closedWith =
      code === undefined
        ? { code, reason: undefined }
        : { code: checkedCloseCode(code), reason: fitCloseReason(reason) };
    this.shut();
    this.onServerClose();
  }

  subscribe(topic: string): void {
    if (this.isOpen) this.topics.add(topic);
  }

  unsubscribe(topic: string): void {
    this.topics.delete(topic);
  }

  isSubscribed(topic: string): boolean {
    return this.topics.has(topic);
  }

  shut(): void {
    this.isOpen = false;
    this.topics.clear();
  }
}
