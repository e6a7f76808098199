import type { Admission } from '../limits/admission.js';
import type { LimitName } from '../limits/limit-watch.js';
import type { MessageRateLimit } from '../limits/message-rate.js';
import type { TlsFiles } from './app.js';
import type { SlowConsumerTreatment } from './backlog.js';
import type { OriginCheck } from './origin.js';
import type { AddressReader } from './remote-address.js';
import type { StaticFile } from './static-files.js';
import type { Traffic } from './traffic.js';

/** How a port is set up. */
export interface PortOptions {
  /** The line of text that `GET /` answers. */
  readonly greeting: string;
  /** What else is answered over HTTP. */
  readonly files?: readonly StaticFile[];
  readonly tls: TlsFiles | null;
  /** The largest message that protocols accept, in bytes. */
  readonly maxPayloadBytes: number;
  /** How much may wait for one connection that reads too slowly, in bytes. */
  readonly maxQueuedBytes: number;
  readonly slowConsumers: SlowConsumerTreatment;
  /** When a silent peer is given up, in seconds, 8 to 960. */
  readonly idleTimeoutSeconds: number;
  /** Null: clients may send as fast as they like. */
  readonly messageRate: MessageRateLimit | null;
  readonly addressOf: AddressReader;
  readonly isAllowedOrigin: OriginCheck;
  /** Shared by all ports. */
  readonly admission: Pick<Admission, 'enter' | 'leave'>;
  /** Asked when a limit is exceeded: whether to refuse. */
  refuses(limit: LimitName): boolean;
  /** Monotonic milliseconds. */
  now(): number;
  nextConnectionId(): string;
  /** Counts what goes through; left out or null: nothing is counted. */
  readonly traffic?: Traffic | null;
  /** Hears what a handler threw; the connection and the process go on. */
  onError(error: unknown): void;
}
