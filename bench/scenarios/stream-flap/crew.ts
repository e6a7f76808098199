import type { JsonMember } from '../../clients/json-member.js';
import type { FlapSchedule } from '../../plan/flaps.js';
import { FlapLedger } from '../../ledgers/flap-ledger.js';
import { silence } from '../../plan/schedule.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import { flap, streamsRightly } from '../../crews/flaps.js';
import { jsonGroup } from '../../crews/json-group.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';

/** Members that have joined before it begins. What is measured is that they start and stop streaming. */
export function flapCrew(job: WorkerJob, flaps: FlapSchedule): Crew {
  const recorder = new Recorder(flaps);
  const ledgers = new Map<JsonMember, FlapLedger>();
  const { members } = job.options;
  const group = jsonGroup(job, {
    chat: silence(job.options),
    recorder,
    watch: {
      streamed: (client, isOn, stream, by) => {
        const heard = ledgers.get(by)?.receive(client, isOn, stream) ?? -1;
        if (heard !== -1) recorder.seen(heard, by.readMs);
      },
    },
  });
  const isDue = (number: number): boolean => recorder.elapsedMs() >= flaps.dueMs(number);
  for (const one of group.own) {
    ledgers.set(one, new FlapLedger(flaps, one.room, recorder.faults, isDue));
  }
  const missing = (events: number): number =>
    [...ledgers.values()].reduce((sum, one) => sum + one.missing(events), 0);

  function findings(events: number): CrewFindings {
    const lost = missing(events);
    const rosters = new Map<number, number>();
    for (const one of group.own) {
      const digest = one.rosterDigest(members, (entry) => streamsRightly(entry, flaps, events));
      if (digest !== undefined) rosters.set(one.client, digest);
    }
    return {
      expected: recorder.deliveries + lost,
      lost,
      wrongRooms: group.own.length - rosters.size,
      orders: new Map([...ledgers].map(([one, { order }]) => [one.client, order])),
      rosters,
    };
  }

  return {
    pace: flaps,
    recorder,
    events: numbersOf(flaps.count, (one) => group.member(flaps.senderOf(one)) !== undefined),
    prepare: async () => {
      await group.connect();
      await group.joinAll();
    },
    act: (one) => flap(group.member(flaps.senderOf(one)), flaps, one),
    isComplete: (events) => missing(events) === 0,
    findings,
  };
}
