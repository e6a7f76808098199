import { Registry } from 'prom-client';

import type { EngineEvent, MessageTypes } from '../../protocol.js';
import { exposeTo } from './expose-all.js';
import { LoopLag } from './loop-lag.js';
import { processMetrics } from './process-metrics.js';
import { RoomTally } from './room-tally.js';
import type { MetricSources, ServerView } from './sources.js';
import { TrafficTally } from './traffic-tally.js';
import { Turn } from './turn.js';

export interface MetricsOptions {
  readonly version: string;
  /** The facts of the server itself, read at each scrape. */
  readonly server: ServerView;
  /** The label that rooms are counted under, by their namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/**
 * The metrics of one server. What happens often is counted in plain numbers
 * where it happens; the library sees them when somebody asks.
 */
export class Metrics implements MetricSources {
  readonly version: string;
  readonly server: ServerView;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly traffic = new Map<string, TrafficTally>();
  readonly rooms: ReadonlyMap<string, RoomTally>;
  readonly lag: LoopLag;
  handlerFailures = 0;
  census: MetricSources['census'] = new Map();
  readonly #turn: Turn;
  readonly #registry = new Registry();

  constructor({ version, server, namespaces, now }: MetricsOptions) {
    this.version = version;
    this.server = server;
    this.namespaces = namespaces;
    this.rooms = new Map([...namespaces.keys()].map((namespace) => [namespace, new RoomTally()]));
    this.lag = new LoopLag(now);
    this.#turn = new Turn(now);
    exposeTo(this.#registry, this);
  }

  /** The tally of what goes through the port of a protocol. */
  trafficOf(protocol: string, types: MessageTypes): TrafficTally {
    const tally = new TrafficTally(types, this.#turn);
    this.traffic.set(protocol, tally);
    return tally;
  }

  /** To be called with each event of the room engine. */
  observe(event: EngineEvent): void {
    const namespace = 'room' in event ? event.room.key.namespace : null;
    if (namespace !== null) this.rooms.get(namespace)?.observe(event);
  }

  failed(): void {
    this.handlerFailures += 1;
  }

  /** Callboard's own metrics, in Prometheus' text format. */
  text(): Promise<string> {
    // Once for all that is read from it: it walks through every room.
    this.census = this.server.census();
    return this.#registry.metrics();
  }

  /** The same and those of the process. */
  async page(): Promise<MetricsPage> {
    const texts = await Promise.all([this.text(), processMetrics().metrics()]);
    return { contentType: this.#registry.contentType, body: texts.join('\n') };
  }
}

/** The answer to `GET /metrics`. */
export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}
