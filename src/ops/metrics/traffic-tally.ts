import { type ErrorCode, errors, refusedCloseCode } from '../../errors/catalogue.js';
import type { Coalesced, MessageTypes } from '../../protocol.js';
import type { Traffic } from '../../transport/traffic.js';
import { Distribution } from './distribution.js';
import type { Turn } from './turn.js';

/** The amount of one type of message. */
export interface Volume {
  messages: number;
  /** Of payload, without what WebSocket and TCP add. */
  bytes: number;
}

/** The ends of connections: by whom, and how often with which code. */
export type Closes = Readonly<Record<'server' | 'client' | 'nobody', ReadonlyMap<string, number>>>;

/** Counts a message that was not read, since too many came. */
const droppedType = 'rate-limited';

/** Counts a close code that is not told apart from others. */
const otherCode = 'other';

/** A close frame without a code. */
const noCode = 1005;
/** No close frame at all. */
const lostCode = 1006;

const catalogueCodes = Object.values(errors).flatMap(({ closeCode }) => closeCode ?? []);
const serverCodes = [...new Set([noCode, refusedCloseCode, ...catalogueCodes])].sort();
/** The close codes of clients that are counted by themselves: there are thousands of others. */
const clientCodes = [1000, 1001, noCode];

const convergenceBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
];
const handlingBounds = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
  0.25,
];

/** The traffic through the port of one protocol: plain numbers, added up on the way. */
export class TrafficTally implements Traffic {
  readonly #turn: Turn;
  readonly #received: ReadonlyMap<string, Volume>;
  readonly #sent: ReadonlyMap<string, Volume>;
  // The keys come from the catalogue alone.
  readonly #rejections = new Map(Object.keys(errors).map((code) => [code, 0]));
  readonly #closes = {
    server: countersOf([...serverCodes.map(String), otherCode]),
    client: countersOf([...clientCodes.map(String), otherCode]),
    nobody: countersOf([String(lostCode)]),
  };
  readonly #convergence = new Distribution(convergenceBounds);
  readonly #handling = new Distribution(handlingBounds);
  #opened = 0;
  #publishes = 0;
  #coalescedLists = 0;
  #slowConsumers = 0;

  /** @param turn shared by all ports of a server */
  constructor(types: MessageTypes, turn: Turn) {
    this.#turn = turn;
    this.#received = volumesOf([...types.received, droppedType]);
    this.#sent = volumesOf(types.sent);
  }

  /** All that was counted so far. */
  get counts() {
    const closes: Closes = this.#closes;
    const rejections: ReadonlyMap<string, number> = this.#rejections;
    return {
      opened: this.#opened,
      closes,
      received: this.#received,
      sent: this.#sent,
      rejections,
      publishes: this.#publishes,
      coalescedLists: this.#coalescedLists,
      slowConsumers: this.#slowConsumers,
      convergence: this.#convergence,
      handling: this.#handling,
    };
  }

  opened(): void {
    this.#opened += 1;
  }

  closed(code: number, isClosedHere: boolean): void {
    // The native module knows no code where the server gave none.
    const known = String(code === 0 ? noCode : code);
    if (code === lostCode) addOne(this.#closes.nobody, known);
    else addOne(isClosedHere ? this.#closes.server : this.#closes.client, known);
  }

  begin(kind: 'message' | 'change', at: number): void {
    this.#turn.begin(at, kind === 'message');
  }

  end(): void {
    this.#turn.end(this.#handling);
  }

  received(type: string, bytes: number): void {
    addVolume(this.#received, type, 1, bytes);
  }

  dropped(bytes: number): void {
    addVolume(this.#received, droppedType, 1, bytes);
  }

  rejected(code: ErrorCode): void {
    addOne(this.#rejections, code);
  }

  sent(type: string, bytes: number): void {
    addVolume(this.#sent, type, 1, bytes);
  }

  published(
    type: string,
    bytes: number,
    receivers: number,
    coalesced: Coalesced | undefined,
  ): void {
    addVolume(this.#sent, type, receivers, bytes);
    this.#publishes += 1;
    if (coalesced !== undefined) this.#coalescedLists += coalesced.changes - 1;
    this.#turn.published(this.#convergence, coalesced?.since);
  }

  fellBehind(): void {
    this.#slowConsumers += 1;
  }
}

function volumesOf(types: readonly string[]): ReadonlyMap<string, Volume> {
  return new Map(types.map((type) => [type, { messages: 0, bytes: 0 }]));
}

function countersOf(keys: readonly string[]): Map<string, number> {
  return new Map(keys.map((key) => [key, 0]));
}

/** Adds one to a key, or to `other` if it is not among them, so that nobody can make a new one. */
function addOne(counters: Map<string, number>, key: string): void {
  const known = counters.has(key) ? key : otherCode;
  counters.set(known, (counters.get(known) ?? 0) + 1);
}

/** @param bytes of one message */
function addVolume(
  volumes: ReadonlyMap<string, Volume>,
  type: string,
  messages: number,
  bytes: number,
): void {
  const volume = volumes.get(type);
  // A protocol that made a type up would make a series with it.
  if (volume === undefined) return;
  volume.messages += messages;
  volume.bytes += messages * bytes;
}
