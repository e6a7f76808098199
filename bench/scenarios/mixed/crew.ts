import { chatPart, flapPart, type MixedPlan } from './plan.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import { flap } from '../../crews/flaps.js';
import type { WorkerJob } from '../../crews/job.js';
import { MixedJson } from './json.js';
import { MixedRed5 } from './red5.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';

/** Members of both protocols in the same rooms. Those of the JSON protocol are there before it begins. */
export function mixedCrew(job: WorkerJob, plan: MixedPlan): Crew {
  const { pace, chat, flaps, visits } = plan;
  const recorder = new Recorder(pace);
  const json = new MixedJson(job, plan, recorder);
  const red5 = new MixedRed5(job, plan, recorder);

  /** The client whom an event is about. */
  function actorOf(event: number): number {
    const number = pace.numberOf(event);
    const part = pace.partOf(event);
    if (part === chatPart) return chat.senderOf(number);
    return part === flapPart ? flaps.senderOf(number) : plan.clientOf(visits.clientOf(number));
  }

  function act(event: number): void {
    const [part, number, client] = [pace.partOf(event), pace.numberOf(event), actorOf(event)];
    if (part === chatPart) json.group.member(client)?.say(number);
    else if (part === flapPart) flap(json.group.member(client), flaps, number);
    else if (visits.visitOf(number) === 'goes') red5.member(client)?.go();
    else red5.member(client)?.come();
  }

  function findings(events: number): CrewFindings {
    const [ofJson, ofRed5] = [json.findings(events), red5.findings(events)];
    const lost = json.missing(events);
    return {
      // Red5 lists may be coalesced, so nobody can say how many there had to be.
      expected: recorder.deliveries + lost,
      lost,
      wrongRooms: ofJson.wrongRooms + ofRed5.wrongRooms,
      orders: ofJson.orders,
      rosters: new Map([...ofJson.rosters, ...ofRed5.rosters]),
    };
  }

  return {
    pace,
    recorder,
    events: numbersOf(pace.count, (event) => actorOf(event) % job.workers === job.worker),
    prepare: async () => {
      await json.group.connect();
      await json.group.joinAll();
    },
    act,
    isComplete: (events) => json.missing(events) === 0 && red5.isComplete(events),
    findings,
  };
}
