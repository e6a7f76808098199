import type { JsonMember } from '../../clients/json-member.js';
import { clientName } from '../../plan/names.js';
import type { Fields, Listed } from '../../clients/participants.js';
import { type Pace, silence } from '../../plan/schedule.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import { type JsonGroup, jsonGroup } from '../../crews/json-group.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';

/** The return of a member. */
interface Return {
  /** The token that it has to come back with, from its newest join. */
  resumeToken: string | undefined;
  /** Whether it showed a token when it last joined. */
  hasShownToken: boolean;
  hasBroken: boolean;
}

/**
 * Members whose connections break. Delivered is a member that is back in its
 * room; the room has converged when nobody's view of it lacks the member any more.
 */
export class ReconnectCrew implements Crew {
  readonly pace: Pace;
  readonly recorder: Recorder;
  readonly events: Uint32Array;
  readonly #job: WorkerJob;
  readonly #group: JsonGroup;
  readonly #returns = new Map<JsonMember, Return>();
  readonly #outcomes = { resumed: 0, joinedAnew: 0 };

  /** @param pace of the breaks, in the order in which members join */
  constructor(job: WorkerJob, pace: Pace) {
    this.pace = pace;
    this.#job = job;
    this.recorder = new Recorder(pace);
    this.#group = jsonGroup(job, {
      chat: silence(job.options),
      recorder: this.recorder,
      watch: {
        welcomed: (by, list, frame) => this.#welcomed(by, list, frame),
        joined: (client, by, isNews) => this.#cameBack(client, by, isNews),
        left: () => undefined,
        moved: (client, isAway, by) => {
          if (!isAway) this.#agreed(client, by);
        },
      },
    });
    for (const one of this.#group.own) {
      this.#returns.set(one, { resumeToken: undefined, hasShownToken: false, hasBroken: false });
    }
    this.events = numbersOf(
      pace.count,
      (place) => this.#group.member(this.#group.clientAt(place)) !== undefined,
    );
  }

  async prepare(): Promise<void> {
    await this.#group.connect();
    await this.#group.joinAll();
  }

  act(place: number): void {
    const member = this.#group.member(this.#group.clientAt(place));
    const state = member === undefined ? undefined : this.#returns.get(member);
    if (member === undefined || state === undefined) return;
    member.break();
    this.#forget(member, place);
    const { resumeToken } = this.#job.options.resume === 'on' ? state : {};
    state.hasBroken = true;
    state.hasShownToken = resumeToken !== undefined;
    // Whoever gets the seat back keeps the name that it had there.
    const userName = `${clientName(this.#job.tag, member.client)} again`;
    member.connection.open().then(
      () => member.join(resumeToken === undefined ? {} : { resumeToken, userName }),
      (error: unknown) => this.recorder.complain(String(error)),
    );
  }

  isComplete(events: number): boolean {
    const { members } = this.#job.options;
    const { own } = this.#group;
    // What is cheap to look at comes first.
    return (
      this.#missing(events) === 0 &&
      own.every(({ view }) => view.size === members) &&
      own.every((one) => this.#rosterOf(one) !== undefined)
    );
  }

  findings(events: number): CrewFindings {
    const lost = this.#missing(events);
    const rosters = new Map<number, number>();
    for (const one of this.#group.own) {
      const digest = this.#rosterOf(one);
      if (digest !== undefined) rosters.set(one.client, digest);
    }
    return {
      expected: this.recorder.deliveries + lost,
      lost,
      wrongRooms: this.#group.own.length - rosters.size,
      orders: new Map(),
      rosters,
      outcomes: this.#outcomes,
    };
  }

  #welcomed(by: JsonMember, list: readonly Listed[], frame: Fields): void {
    const state = this.#returns.get(by);
    if (state === undefined) return;
    const token = frame['resumeToken'];
    state.resumeToken = typeof token === 'string' ? token : undefined;
    if (!state.hasBroken) return;
    const ownName = clientName(this.#job.tag, by.client);
    if (!state.hasShownToken) this.#outcomes.joinedAnew += 1;
    else if (nameIn(frame, ownName) === ownName) this.#outcomes.resumed += 1;
    else this.recorder.complain('a resume token was no good');
    this.recorder.seen(this.#group.placeOf(by.client), by.readMs);
    for (const { client, isAway } of list) {
      if (client !== by.client && !this.#isThere(by, client) && !isAway) this.#agreed(client, by);
    }
  }

  #cameBack(client: number, by: JsonMember, isNews: boolean): void {
    const dueMs = this.pace.dueMs(this.#group.placeOf(client));
    if (this.recorder.elapsedMs() >= dueMs) this.#agreed(client, by);
    // With nothing broken nobody joins twice.
    else if (!isNews) this.recorder.faults.doubled += 1;
  }

  /** Connections with full lists are not told who is away, and not who is back. */
  #isThere({ view }: JsonMember, client: number): boolean {
    return view.has(client) && (this.#job.options.presence === 'full' || !view.isAway(client));
  }

  /** One more knows that this member is there: the last one who came to know it counts. */
  #agreed(client: number, by: JsonMember): void {
    const atMs = this.recorder.elapsedMs(by.readMs);
    const place = this.#group.placeOf(client);
    if (atMs >= this.pace.dueMs(place)) this.recorder.lastSeenMs[place] = atMs;
  }

  /** Of those who break at the same moment it knows nothing until it is back. */
  #forget(member: JsonMember, place: number): void {
    const { members } = this.#job.options;
    const first = member.room * members;
    for (let client = first; client < first + members; client += 1) {
      const other = this.#group.placeOf(client);
      if (this.pace.dueMs(other) === this.pace.dueMs(place)) member.view.left(client);
    }
  }

  /** The number of the first so many that broke and are not back. */
  #missing(events: number): number {
    return this.#group.own.filter(
      ({ client, hasJoined }) => this.#group.placeOf(client) < events && !hasJoined,
    ).length;
  }

  #rosterOf(one: JsonMember): number | undefined {
    const { members, presence } = this.#job.options;
    if (!one.hasJoined) return undefined;
    return one.rosterDigest(members, ({ isAway }) => presence === 'full' || !isAway);
  }
}

/** The name that the list of a frame has for somebody. */
function nameIn({ participants }: Fields, userId: string): unknown {
  const entries: readonly unknown[] = Array.isArray(participants) ? participants : [];
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null || !('userId' in entry)) continue;
    if (entry.userId === userId) return 'userName' in entry ? entry.userName : undefined;
  }
  return undefined;
}
