import type { JsonMember } from '../../clients/json-member.js';
import type { ChatSchedule, Pace } from '../../plan/schedule.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import { checksRosters, jsonGroup } from '../../crews/json-group.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';

/** Members of the JSON protocol's rooms that have joined before it begins. What is measured is what they say. */
export function chatCrew(job: WorkerJob, chat: ChatSchedule): Crew {
  const recorder = new Recorder(chat);
  const watch = { said: (message: number, by: JsonMember) => recorder.seen(message, by.readMs) };
  const group = jsonGroup(job, { chat, recorder, watch });
  const knowsRosters = checksRosters(job.options);
  const { members } = job.options;

  function findings(events: number): CrewFindings {
    const lost = group.own.reduce((sum, one) => sum + one.chat.missing(events), 0);
    const rosters = new Map<number, number>();
    for (const one of group.own) {
      const digest = one.rosterDigest(members);
      if (knowsRosters && digest !== undefined) rosters.set(one.client, digest);
    }
    return {
      expected: recorder.deliveries + lost,
      lost,
      wrongRooms: knowsRosters ? group.own.length - rosters.size : 0,
      orders: new Map(group.own.map((one) => [one.client, one.chat.order])),
      rosters,
    };
  }

  return {
    pace: chat,
    recorder,
    events: numbersOf(chat.count, (message) => group.member(chat.senderOf(message)) !== undefined),
    prepare: async () => {
      await group.connect();
      await group.joinAll();
    },
    act: (message) => group.member(chat.senderOf(message))?.say(message),
    isComplete: (events) => group.own.every((one) => one.chat.missing(events) === 0),
    findings,
  };
}

/** Members that are connected before it begins. What is measured is that they join. */
export function joinCrew(job: WorkerJob, joins: Pace, silence: ChatSchedule): Crew {
  const recorder = new Recorder(joins);
  const { members } = job.options;
  const group = jsonGroup(job, {
    chat: silence,
    recorder,
    joins,
    watch: {
      welcomed: (by) => recorder.seen(group.placeOf(by.client), by.readMs),
      joined: (client, by, isNews) => {
        if (isNews) recorder.seen(group.placeOf(client), by.readMs);
        else recorder.faults.doubled += 1;
      },
    },
  });

  function findings(): CrewFindings {
    const lost = group.missingJoins();
    const rosters = new Map<number, number>();
    for (const one of group.own) {
      const digest = one.rosterDigest(members);
      if (digest !== undefined) rosters.set(one.client, digest);
    }
    return {
      expected: recorder.deliveries + lost,
      lost,
      wrongRooms: group.own.length - rosters.size,
      orders: new Map(),
      rosters,
    };
  }

  return {
    pace: joins,
    recorder,
    events: group.joinEvents,
    prepare: () => group.connect(),
    act: (place) => group.member(group.clientAt(place))?.join(),
    isComplete: () => group.areAllIn(),
    findings,
  };
}
