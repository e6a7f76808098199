import { roomName } from '../../plan/names.js';
import { Red5Member, type Red5MemberContext } from '../../clients/red5-member.js';
import { StreamLists } from '../../clients/stream-lists.js';
import { digest } from '../../ledgers/chat-ledger.js';
import type { VisitSchedule } from '../../plan/visits.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';

/** Connections of the Red5 protocol that come, go and return. */
export function red5Crew(job: WorkerJob, schedule: VisitSchedule): Crew {
  const { options, worker, workers, tag, urls } = job;
  const { rooms, members } = options;
  const clients = rooms * members;
  const recorder = new Recorder(schedule);
  const contexts = Array.from({ length: rooms }, (_, room): Red5MemberContext => {
    const lists = new StreamLists(tag, roomName(tag, room));
    return {
      url: urls.red5,
      tag,
      room,
      lists,
      recorder,
      saw: (client, what) => saw(client, room, what),
    };
  });
  const crew = new Map<number, Red5Member>();
  for (const client of numbersOf(clients, (one) => one % workers === worker)) {
    const context = contexts[Math.floor(client / members)];
    if (context !== undefined) crew.set(client, new Red5Member(client, context));
  }

  function saw(client: number, room: number, what: 'came' | 'went'): void {
    if (client < 0 || Math.floor(client / members) !== room) {
      recorder.faults.foreign += 1;
      return;
    }
    const returns = schedule.eventOf(client, 'returns');
    const isBack = returns !== -1 && recorder.elapsedMs() >= schedule.dueMs(returns);
    const visit = what === 'went' ? 'goes' : isBack ? 'returns' : 'comes';
    const event = schedule.eventOf(client, visit);
    // Nobody was to go: it is missed at the end, if it does not come back.
    if (event !== -1) recorder.seen(event);
  }

  /** @param events of the schedule that have been brought about */
  function roomsAfter(events: number): ReadonlySet<number>[] {
    const sets = Array.from({ length: rooms }, () => new Set<number>());
    for (let client = 0; client < clients; client += 1) {
      if (schedule.isThere(client, events)) sets[Math.floor(client / members)]?.add(client);
    }
    return sets;
  }

  function isRight(
    one: Red5Member,
    events: number,
    after: readonly ReadonlySet<number>[],
  ): boolean {
    const isThere = schedule.isThere(one.client, events);
    if (!isThere) return true;
    const room = after[Math.floor(one.client / members)];
    const list = one.clients ?? [];
    if (list.length !== room?.size) return false;
    return new Set(list).size === list.length && list.every((client) => room.has(client));
  }

  function findings(events: number): CrewFindings {
    const after = roomsAfter(events);
    const own = [...crew.values()];
    const rosters = new Map<number, number>();
    for (const one of own) {
      if (one.clients !== null) rosters.set(one.client, one.clients.reduce(digest, 0));
      const doubled = (one.clients?.length ?? 0) - new Set(one.clients).size;
      recorder.faults.doubled += doubled;
    }
    return {
      // Lists may be coalesced, so nobody can say how many there had to be.
      expected: recorder.deliveries,
      lost: 0,
      wrongRooms: own.filter((one) => !isRight(one, events, after)).length,
      orders: new Map(),
      rosters,
    };
  }

  return {
    pace: schedule,
    recorder,
    events: numbersOf(schedule.count, (event) => crew.has(schedule.clientOf(event))),
    prepare: () => Promise.resolve(),
    act: (event) => {
      const member = crew.get(schedule.clientOf(event));
      if (schedule.visitOf(event) === 'goes') member?.go();
      else member?.come();
    },
    isComplete: (events) => {
      const after = roomsAfter(events);
      return [...crew.values()].every((one) => isRight(one, events, after));
    },
    findings,
  };
}
