import { roomName } from '../../plan/names.js';
import { Red5Member, type Red5MemberContext } from '../../clients/red5-member.js';
import { StreamLists } from '../../clients/stream-lists.js';
import { digest } from '../../ledgers/chat-ledger.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';
import type { Pace } from '../../plan/schedule.js';
import { stateAfter, type Recording } from '../../plan/recording.js';
import { isSo } from './is-so.js';

/** The connections of a Red5 room that was recorded. All of a room are in one process. */
export function red5ReplayCrew(job: WorkerJob, traffic: Recording, pace: Pace): Crew {
  const { options, worker, workers, tag, urls } = job;
  const { rooms, members } = options;
  const recorder = new Recorder(pace);
  /** The newest change of each client. */
  const newest = { came: new Map<number, number>(), went: new Map<number, number>() };
  const crew = new Map<number, Red5Member>();
  for (const room of numbersOf(rooms, (one) => one % workers === worker)) {
    const lists = new StreamLists(tag, roomName(tag, room));
    const saw = (client: number, what: 'came' | 'went'): void => {
      const isOurs = client >= 0 && Math.floor(client / members) === room;
      if (!isOurs) recorder.faults.foreign += 1;
      const event = newest[what].get(client);
      // Those who were there when it began came before anything was measured.
      if (event !== undefined) recorder.seen(event);
    };
    const context: Red5MemberContext = { url: urls.red5, tag, room, lists, recorder, saw };
    for (let member = 0; member < members; member += 1) {
      const client = room * members + member;
      crew.set(client, new Red5Member(client, context));
    }
  }
  const own = [...crew.values()];
  const thereAfter = (events: number): ReadonlySet<number> =>
    new Set(stateAfter(traffic, Math.floor(events / rooms)).keys());

  function isRight({ client, clients }: Red5Member, there: ReadonlySet<number>): boolean {
    if (!there.has(client % members)) return clients === null;
    const list = new Set(clients);
    const first = client - (client % members);
    return clients?.length === there.size && [...there].every((member) => list.has(first + member));
  }

  function findings(events: number): CrewFindings {
    const there = thereAfter(events);
    const rosters = new Map<number, number>();
    for (const { client, clients } of own) {
      if (clients === null) continue;
      rosters.set(client, clients.reduce(digest, 0));
      recorder.faults.doubled += clients.length - new Set(clients).size;
    }
    return {
      // Lists may be coalesced, so nobody can say how many there had to be.
      expected: recorder.deliveries,
      lost: 0,
      wrongRooms: own.filter((one) => !isRight(one, there)).length,
      orders: new Map(),
      rosters,
    };
  }

  async function prepare(): Promise<void> {
    const there = thereAfter(0);
    for (const one of own) if (there.has(one.client % members)) one.come();
    await isSo(() => own.every((one) => isRight(one, there)), recorder);
  }

  function act(event: number): void {
    const one = traffic.events[Math.floor(event / rooms)];
    if (one === undefined) return;
    const client = (event % rooms) * members + one.person;
    newest[one.kind === 'leave' ? 'went' : 'came'].set(client, event);
    if (one.kind === 'leave') crew.get(client)?.go();
    else crew.get(client)?.come();
  }

  return {
    pace,
    recorder,
    events: numbersOf(pace.count, (event) => crew.has((event % rooms) * members)),
    prepare,
    act,
    isComplete: (events) => {
      const there = thereAfter(events);
      return own.every((one) => isRight(one, there));
    },
    findings,
  };
}
