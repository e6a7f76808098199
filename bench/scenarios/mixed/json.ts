import type { JsonMember, RoomWatch } from '../../clients/json-member.js';
import type { Listed } from '../../clients/participants.js';
import { ownStream, unnamedStream } from '../../plan/streams.js';
import { FlapLedger } from '../../ledgers/flap-ledger.js';
import { digest } from '../../ledgers/chat-ledger.js';
import { chatPart, flapPart, type MixedPlan, visitPart } from './plan.js';
import { VisitLedger } from '../../ledgers/visit-ledger.js';
import type { CrewFindings } from '../../crews/crew.js';
import { streamsRightly } from '../../crews/flaps.js';
import { type JsonGroup, jsonGroup } from '../../crews/json-group.js';
import type { WorkerJob } from '../../crews/job.js';
import type { Recorder } from '../../measuring/recorder.js';

/** The JSON members of rooms of both protocols: they are told of everything, once. */
export class MixedJson {
  readonly group: JsonGroup;
  readonly #job: WorkerJob;
  readonly #plan: MixedPlan;
  readonly #recorder: Recorder;
  readonly #flaps = new Map<JsonMember, FlapLedger>();
  readonly #visits = new Map<JsonMember, VisitLedger>();

  constructor(job: WorkerJob, plan: MixedPlan, recorder: Recorder) {
    this.#job = job;
    this.#plan = plan;
    this.#recorder = recorder;
    const { chat, flaps, visits, jsonMembers } = plan;
    const watch = this.#watch();
    this.group = jsonGroup(job, { chat, recorder, membersOfRoom: jsonMembers, watch });
    const { faults } = recorder;
    const isFlapDue = (flap: number): boolean => recorder.elapsedMs() >= flaps.dueMs(flap);
    for (const one of this.group.own) {
      this.#flaps.set(one, new FlapLedger(flaps, one.room, faults, isFlapDue));
      this.#visits.set(one, new VisitLedger(visits, faults));
    }
  }

  /** The number of deliveries that have not come. */
  missing(events: number): number {
    const { pace } = this.#plan;
    const [said, flapped] = [pace.countOf(chatPart, events), pace.countOf(flapPart, events)];
    const visits = this.#visitsOfRooms(pace.countOf(visitPart, events));
    return this.group.own.reduce((sum, one) => {
      const ofFlaps = this.#flaps.get(one)?.missing(flapped) ?? 0;
      const ofVisits = this.#visits.get(one)?.missing(visits[one.room] ?? 0) ?? 0;
      return sum + one.chat.missing(said) + ofFlaps + ofVisits;
    }, 0);
  }

  findings(events: number): Pick<CrewFindings, 'wrongRooms' | 'orders' | 'rosters'> {
    const rosters = new Map<number, number>();
    const orders = new Map<number, number>();
    for (const one of this.group.own) {
      const roster = this.#rosterOf(one, events);
      if (roster !== undefined) rosters.set(one.client, roster);
      orders.set(one.client, digest(one.chat.order, this.#flaps.get(one)?.order ?? 0));
    }
    return { wrongRooms: this.group.own.length - rosters.size, orders, rosters };
  }

  #watch(): Partial<RoomWatch> {
    const faults = this.#recorder.faults;
    const isVisitor = (client: number): boolean => this.#plan.visitorOf(client) !== -1;
    return {
      said: (message, by) => this.#seen(chatPart, message, by),
      left: (client, by) => {
        if (isVisitor(client)) this.#visited(client, 'went', by);
        else this.#recorder.complain('an unexpected frame: user-left');
      },
      // A Red5 member is there for good when its stream is told.
      streamed: (client, isOn, stream, by) => {
        if (!isVisitor(client)) {
          const flap = this.#flaps.get(by)?.receive(client, isOn, stream) ?? -1;
          this.#seen(flapPart, flap, by);
        } else if (isOn && isOfVisitor(stream)) this.#visited(client, 'came', by);
        else faults.foreign += 1;
      },
    };
  }

  #visited(client: number, what: 'came' | 'went', by: JsonMember): void {
    const visitor = this.#plan.visitorOf(client);
    this.#seen(visitPart, this.#visits.get(by)?.receive(visitor, what) ?? -1, by);
  }

  #seen(part: number, number: number, by: JsonMember): void {
    if (number !== -1) this.#recorder.seen(this.#plan.pace.eventOf(part, number), by.readMs);
  }

  /** The number of the first so many visits that are each room's. */
  #visitsOfRooms(count: number): Uint32Array {
    const { rooms, members } = this.#job.options;
    const { visits } = this.#plan;
    const counts = new Uint32Array(rooms);
    for (let visit = 0; visit < count; visit += 1) {
      const room = Math.floor(this.#plan.clientOf(visits.clientOf(visit)) / members);
      counts[room] = (counts[room] ?? 0) + 1;
    }
    return counts;
  }

  #rosterOf(one: JsonMember, events: number): number | undefined {
    const { members } = this.#job.options;
    const { flaps, visits, pace, jsonMembers } = this.#plan;
    const [flapped, visited] = [pace.countOf(flapPart, events), pace.countOf(visitPart, events)];
    const isThere = (client: number): boolean =>
      visits.isThere(this.#plan.visitorOf(client), visited);
    let count = jsonMembers;
    const first = one.room * members;
    for (let client = first + jsonMembers; client < first + members; client += 1) {
      if (isThere(client)) count += 1;
    }
    return one.rosterDigest(count, (entry: Listed) =>
      this.#plan.visitorOf(entry.client) === -1
        ? streamsRightly(entry, flaps, flapped)
        : isThere(entry.client) && isOfVisitor(entry.stream),
    );
  }
}

/** Red5 streams have the names of their participants. */
function isOfVisitor(stream: number): boolean {
  return stream === ownStream || stream === unnamedStream;
}
