import type { LoopLag } from './loop-lag.js';
import type { RoomTally } from './room-tally.js';
import type { TrafficTally } from './traffic-tally.js';

/** The contents of the rooms of a namespace. */
export interface RoomCounts {
  readonly rooms: number;
  readonly emptyRooms: number;
  readonly participants: number;
  readonly hidden: number;
  readonly streams: number;
  readonly historyMessages: number;
  readonly historyBytes: number;
}

/** The figures that a server tells when it is asked. */
export interface ServerView {
  readonly isReady: () => boolean;
  /** By protocol. */
  readonly connections: () => ReadonlyMap<string, number>;
  /** By namespace; one without rooms may be missing. */
  readonly census: () => ReadonlyMap<string, RoomCounts>;
  readonly away: () => number;
  /** By the name of the limit. */
  readonly timesExceeded: () => ReadonlyMap<string, number>;
}

/** Everything that metrics are read from. */
export interface MetricSources {
  readonly version: string;
  readonly server: ServerView;
  /** The label that rooms are counted under, by their namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** By protocol. */
  readonly traffic: ReadonlyMap<string, TrafficTally>;
  /** By namespace. */
  readonly rooms: ReadonlyMap<string, RoomTally>;
  readonly lag: LoopLag;
  readonly handlerFailures: number;
  /** The contents of the rooms when the scrape began, by namespace; one without rooms may be missing. */
  readonly census: ReadonlyMap<string, RoomCounts>;
}
