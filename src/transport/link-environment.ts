import type { MessageRate } from '../limits/message-rate.js';
import type { ConnectionRequest } from '../protocol.js';
import type { BacklogLimits } from './backlog.js';
import type { Topics } from './topics.js';
import type { Traffic } from './traffic.js';

/** What the links of one port share. */
export interface LinkEnvironment {
  readonly topics: Topics;
  readonly backlog: BacklogLimits;
  /** Asked when too much waits for somebody: whether that has consequences. */
  refusesBacklog(): boolean;
  /** Null: nothing is counted. */
  readonly traffic: Traffic | null;
}

/** What is known of a connection before it opens. */
export interface LinkOptions {
  readonly request: ConnectionRequest;
  /** Whether its origin may connect. */
  readonly isWelcome: boolean;
  /** How fast the client may send; null: as fast as it likes. */
  readonly rate: MessageRate | null;
}
