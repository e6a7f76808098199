import { nowMs } from '../measuring/clock.js';
import { JsonMember, type RoomWatch } from '../clients/json-member.js';
import { inParallel } from '../clients/socket.js';
import type { BenchOptions } from '../flags.js';
import { type ChatSchedule, evenPace, type Pace, shuffled } from '../plan/schedule.js';
import type { WorkerJob } from './job.js';
import { numbersOf, Pacer } from './pacer.js';
import type { Recorder } from '../measuring/recorder.js';

/** The number of handshakes one process has under way. */
const handshakes = 32;
const joinTimeoutMs = 120_000;

export interface JsonGroupSettings {
  readonly chat: ChatSchedule;
  readonly recorder: Recorder;
  /** The part of the watch that is not the usual one. */
  readonly watch: Partial<RoomWatch>;
  /** The number in each room that speak this protocol; all if left out. */
  readonly membersOfRoom?: number;
  /** When they join; at the rate of the options if left out. */
  readonly joins?: Pace;
}

/** The members of the JSON protocol's rooms that one process has. */
export interface JsonGroup {
  readonly own: readonly JsonMember[];
  readonly joins: Pace;
  /** The client that joins in a place of the order. */
  clientAt(place: number): number;
  placeOf(client: number): number;
  /** The places that are this process's. */
  readonly joinEvents: Uint32Array;
  member(client: number): JsonMember | undefined;
  connect(): Promise<void>;
  joinAll(): Promise<void>;
  /** Whether everybody is in, and everybody knows it. */
  areAllIn(): boolean;
  /** The number of joins that members have not heard of. */
  missingJoins(): number;
}

/** Whether who is in a room is known and compared. */
export function checksRosters({ server, rosters }: BenchOptions): boolean {
  return server !== 'bare' && rosters === 'on';
}

export function jsonGroup(job: WorkerJob, settings: JsonGroupSettings): JsonGroup {
  const { options, worker, workers, tag, urls } = job;
  const { rooms, members, presence, seed } = options;
  const { chat, recorder, membersOfRoom = members } = settings;
  const order = shuffled(rooms * members, seed).filter((one) => one % members < membersOfRoom);
  const placeOf = new Uint32Array(rooms * members);
  for (const [place, client] of order.entries()) placeOf[client] = place;
  const joins = settings.joins ?? evenPace(order.length, options['join-rate']);
  const watch = { ...usualWatch(recorder), ...settings.watch };
  const size = { rooms, members };
  const contentBytes = options.bytes;
  const context = { url: urls.json, tag, size, presence, chat, contentBytes, recorder, watch };
  const isOurs = (client: number): boolean => client % workers === worker;
  const byClient = new Map<number, JsonMember>();
  for (const client of order.filter(isOurs).toSorted()) {
    byClient.set(client, new JsonMember(client, context));
  }
  const own = [...byClient.values()];
  const joinEvents = numbersOf(joins.count, (place) => isOurs(order[place] ?? 0));
  const checks = checksRosters(options);

  function areAllIn(): boolean {
    return own.every(({ hasJoined, view }) => hasJoined && (!checks || view.size >= membersOfRoom));
  }

  async function joinAll(): Promise<void> {
    const pacer = new Pacer(joins, joinEvents, (place) => byClient.get(order[place] ?? 0)?.join());
    pacer.start(nowMs());
    const begun = nowMs();
    while (!areAllIn()) {
      if (recorder.complaints.size > 0) throw new Error([...recorder.complaints.keys()].join('; '));
      if (nowMs() - begun > joinTimeoutMs)
        throw new Error('not everybody has joined in two minutes');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  return {
    own,
    joins,
    clientAt: (place) => order[place] ?? 0,
    placeOf: (client) => placeOf[client] ?? 0,
    joinEvents,
    member: (client) => byClient.get(client),
    connect: () => inParallel(own.length, handshakes, async (at) => own[at]?.connection.open()),
    joinAll,
    areAllIn,
    missingJoins: () =>
      own.reduce((sum, { view }) => sum + Math.max(0, membersOfRoom - view.size), 0),
  };
}

/** Nothing is timed, everybody joins once, and nothing else happens. */
function usualWatch(recorder: Recorder): RoomWatch {
  const unexpected = (type: string) => (): void => {
    recorder.complain(`an unexpected frame: ${type}`);
  };
  return {
    said: () => undefined,
    welcomed: () => undefined,
    joined: (_client, _by, isNews) => {
      if (!isNews) recorder.faults.doubled += 1;
    },
    left: unexpected('user-left'),
    streamed: unexpected('user-streaming'),
    moved: unexpected('user-away or user-back'),
    refused: (type, code) => recorder.complain(`${type}: ${code}`),
    closed: (code) => recorder.complain(`closed with ${code}`),
  };
}
