import { readMs } from '../../measuring/clock.js';
import { clientOf, roomName } from '../../plan/names.js';
import { streamOf } from '../../plan/streams.js';
import { Red5Member, type Red5MemberContext } from '../../clients/red5-member.js';
import { StreamLists } from '../../clients/stream-lists.js';
import { digest } from '../../ledgers/chat-ledger.js';
import { flapPart, type MixedPlan, visitPart } from './plan.js';
import type { CrewFindings } from '../../crews/crew.js';
import type { WorkerJob } from '../../crews/job.js';
import type { Recorder } from '../../measuring/recorder.js';

/**
 * The Red5 members of rooms of both protocols. Their lists may be coalesced:
 * what counts is the last. In them, what a JSON member streams has the number
 * of the change that started it, behind those of all clients.
 */
export class MixedRed5 {
  readonly #job: WorkerJob;
  readonly #plan: MixedPlan;
  readonly #recorder: Recorder;
  /** The number of clients in all, of both protocols. */
  readonly #clients: number;
  readonly #crew = new Map<number, Red5Member>();

  constructor(job: WorkerJob, plan: MixedPlan, recorder: Recorder) {
    this.#job = job;
    this.#plan = plan;
    this.#recorder = recorder;
    const { options, worker, workers, tag, urls } = job;
    const { rooms, members } = options;
    this.#clients = rooms * members;
    for (let room = 0; room < rooms; room += 1) {
      const lists = new StreamLists(tag, roomName(tag, room), (name) => this.#numberOf(name));
      const saw: Red5MemberContext['saw'] = (number, what) =>
        this.#saw(room, number, what, readMs());
      const context = { url: urls.red5, tag, room, lists, recorder, saw };
      for (let client = room * members; client < (room + 1) * members; client += 1) {
        const isOurs = client % workers === worker && plan.visitorOf(client) !== -1;
        if (isOurs) this.#crew.set(client, new Red5Member(client, context));
      }
    }
  }

  member(client: number): Red5Member | undefined {
    return this.#crew.get(client);
  }

  isComplete(events: number): boolean {
    const after = this.#listsAfter(events);
    return [...this.#crew.values()].every((one) => this.#isRight(one, after));
  }

  findings(events: number): Pick<CrewFindings, 'wrongRooms' | 'rosters'> {
    const after = this.#listsAfter(events);
    const rosters = new Map<number, number>();
    const own = [...this.#crew.values()];
    for (const { client, clients } of own) {
      if (clients === null) continue;
      // Rooms of their own in what is compared: the lists of the others have another order.
      rosters.set(this.#clients + client, clients.reduce(digest, 0));
      this.#recorder.faults.doubled += clients.length - new Set(clients).size;
    }
    return { wrongRooms: own.filter((one) => !this.#isRight(one, after)).length, rosters };
  }

  #numberOf(name: unknown): number {
    const { tag } = this.#job;
    const client = clientOf(tag, name);
    if (client !== -1) return client;
    const flap = streamOf(tag, client, name);
    return flap < 0 ? -1 : this.#clients + flap;
  }

  #saw(room: number, number: number, what: 'came' | 'went', atMs: number): void {
    const { flaps } = this.#plan;
    const visitor = number < this.#clients ? this.#plan.visitorOf(number) : -1;
    const flap = number - this.#clients;
    const client = flap < 0 ? number : flap < flaps.count ? flaps.senderOf(flap) : -1;
    const isOfRoom = client !== -1 && Math.floor(client / this.#job.options.members) === room;
    if (!isOfRoom || (flap < 0 && visitor === -1)) this.#recorder.faults.foreign += 1;
    else if (flap < 0) this.#seen(visitPart, this.#visitOf(visitor, what), atMs);
    else this.#seen(flapPart, what === 'came' ? flap : flaps.nextOf(flap), atMs);
  }

  #visitOf(visitor: number, what: 'came' | 'went'): number {
    const { visits } = this.#plan;
    const returns = visits.eventOf(visitor, 'returns');
    const isBack = returns !== -1 && this.#recorder.elapsedMs() >= visits.dueMs(returns);
    return visits.eventOf(visitor, what === 'went' ? 'goes' : isBack ? 'returns' : 'comes');
  }

  /** Notes an event; one that was not to happen is missed at the end, if it is not made good. */
  #seen(part: number, number: number, atMs: number): void {
    if (number !== -1) this.#recorder.seen(this.#plan.pace.eventOf(part, number), atMs);
  }

  /** The streams that each room's list must hold after the first so many events. */
  #listsAfter(events: number): readonly ReadonlySet<number>[] {
    const { rooms, members } = this.#job.options;
    const { pace, flaps, visits } = this.#plan;
    const [flapped, visited] = [pace.countOf(flapPart, events), pace.countOf(visitPart, events)];
    return Array.from({ length: rooms }, (_, room) => {
      const list = new Set<number>();
      for (let client = room * members; client < (room + 1) * members; client += 1) {
        const visitor = this.#plan.visitorOf(client);
        const stream = visitor === -1 ? flaps.streamAfter(client, flapped) : -1;
        if (stream !== -1) list.add(this.#clients + stream);
        if (visitor !== -1 && visits.isThere(visitor, visited)) list.add(client);
      }
      return list;
    });
  }

  #isRight(one: Red5Member, after: readonly ReadonlySet<number>[]): boolean {
    const wanted = after[Math.floor(one.client / this.#job.options.members)];
    // Whoever is not there has nothing to be wrong.
    if (wanted?.has(one.client) !== true) return true;
    const list = one.clients ?? [];
    return (
      list.length === wanted.size &&
      new Set(list).size === list.length &&
      list.every((number) => wanted.has(number))
    );
  }
}
