import type { ConnectionRequest } from '../protocol.js';
import type { Admission } from '../limits/admission.js';
import type { LimitName } from '../limits/limit-watch.js';
import type { MessageRate, MessageRateLimit } from '../limits/message-rate.js';
import type { BacklogLimits, SlowConsumerTreatment } from './backlog.js';
import type { TlsFiles } from './native.js';
import type { Topics } from './topics.js';
import type { OriginCheck } from './origin.js';
import type { AddressReader } from './remote-address.js';
import type { StaticFile } from './http/static-files.js';
import type { Traffic } from './traffic.js';

/** The options of a port. */
export interface PortOptions {
  /** The line of text that `GET /` answers. */
  readonly greeting: string;
  /** The files that are served over HTTP besides. */
  readonly files?: readonly StaticFile[];
  readonly tls: TlsFiles | null;
  /** The largest message that protocols accept, in bytes. */
  readonly maxPayloadBytes: number;
  /** The most that may wait for one connection that reads too slowly, in bytes. */
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

/** The environment that the links of one port share. */
export interface LinkEnvironment {
  readonly topics: Topics;
  readonly backlog: BacklogLimits;
  /** Asked of a message too many: whether it has no effect. */
  refusesMessage(): boolean;
  /** Asked when too much waits for somebody: whether that has consequences. */
  refusesBacklog(): boolean;
  /** Null: nothing is counted. */
  readonly traffic: Traffic | null;
}

/** The facts known of a connection before it opens. */
export interface LinkOptions {
  readonly request: ConnectionRequest;
  /** Whether its origin may connect. */
  readonly isWelcome: boolean;
  /** The rate at which the client may send; null: as fast as it likes. */
  readonly rate: MessageRate | null;
}
