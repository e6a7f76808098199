import { JsonMember, type JsonMemberContext } from '../clients/json-member.js';
import { inParallel } from '../clients/socket.js';
import { type ChatSchedule, evenPace, type Pace, shuffled } from '../schedule.js';
import type { Crew, CrewFindings } from './crew.js';
import type { WorkerJob } from './messages.js';
import { numbersOf, Pacer } from './pacer.js';
import { nowMs } from '../clock.js';
import { Recorder } from './recorder.js';

/** How many handshakes one process has under way. */
const handshakes = 32;
const joinTimeoutMs = 120_000;

/** What members of a room do. */
export interface JsonActs {
  readonly chat: ChatSchedule;
  /** When they join, if that is what is measured: else they have joined before it begins. */
  readonly joins?: Pace;
}

/** Members of the JSON protocol's rooms. What is measured is what they say, or that they join. */
export function jsonCrew(job: WorkerJob, acts: JsonActs): Crew {
  const { options, worker, workers, tag, urls } = job;
  const { rooms, members, presence, seed } = options;
  const size = { rooms, members };
  const { chat } = acts;
  const isStorm = acts.joins !== undefined;
  const joins = acts.joins ?? evenPace(rooms * members, options['join-rate']);
  const pace = isStorm ? joins : chat;
  const recorder = new Recorder(pace);
  /** Who joins as the how manieth, and the other way round. */
  const order = shuffled(rooms * members, seed);
  const placeOf = new Uint32Array(order.length);
  for (const [place, client] of order.entries()) placeOf[client] = place;

  const context: JsonMemberContext = {
    url: urls.json,
    tag,
    size,
    presence,
    chat,
    contentBytes: options.bytes,
    recorder,
    sawJoin: (client) => {
      if (isStorm) recorder.seen(placeOf[client] ?? 0);
    },
  };
  const isOurs = (client: number): boolean => client % workers === worker;
  const crew = new Map<number, JsonMember>();
  for (const client of numbersOf(rooms * members, isOurs)) {
    crew.set(client, new JsonMember(client, context));
  }
  const own = [...crew.values()];
  const knowsRosters = options.server !== 'bare';
  const joinEvents = numbersOf(joins.count, (place) => isOurs(order[place] ?? 0));
  const join = (place: number): void => crew.get(order[place] ?? 0)?.join();

  function areAllIn(): boolean {
    return own.every(
      ({ hasJoined, roster }) => hasJoined && (!knowsRosters || roster.missing === 0),
    );
  }

  async function joinAll(): Promise<void> {
    const pacer = new Pacer(joins, joinEvents, join);
    pacer.start(nowMs());
    const begun = nowMs();
    while (!areAllIn()) {
      if (recorder.complaints.size > 0) throw new Error([...recorder.complaints.keys()].join('; '));
      if (nowMs() - begun > joinTimeoutMs)
        throw new Error('not everybody has joined in two minutes');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  function findings(events: number): CrewFindings {
    const lostMessages = own.reduce((sum, one) => sum + one.chat.missing(events), 0);
    const lostJoins = knowsRosters ? own.reduce((sum, one) => sum + one.roster.missing, 0) : 0;
    const rosters = new Map<number, number>();
    const orders = new Map<number, number>();
    for (const [client, one] of crew) {
      const digest = knowsRosters ? one.rosterDigest() : undefined;
      if (digest !== undefined) rosters.set(client, digest);
      orders.set(client, one.chat.order);
    }
    return {
      expected: isStorm ? recorder.deliveries + lostJoins : recorder.deliveries + lostMessages,
      lost: isStorm ? lostJoins : lostMessages,
      wrongRooms: knowsRosters ? own.length - rosters.size : 0,
      orders,
      rosters,
    };
  }

  return {
    pace,
    recorder,
    events: isStorm
      ? joinEvents
      : numbersOf(chat.count, (message) => isOurs(chat.senderOf(message))),
    prepare: async () => {
      await inParallel(own.length, handshakes, async (index) => own[index]?.connect());
      if (!isStorm) await joinAll();
    },
    act: isStorm ? join : (message) => crew.get(chat.senderOf(message))?.say(message),
    isComplete: (events) =>
      isStorm ? areAllIn() : own.every((one) => one.chat.missing(events) === 0),
    findings,
  };
}
