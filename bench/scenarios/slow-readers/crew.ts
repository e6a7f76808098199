import { type ErrorCode, errors } from '../../../src/errors/catalogue.js';
import type { JsonMember, RoomWatch } from '../../clients/json-member.js';
import type { ChatSchedule } from '../../plan/schedule.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import { type JsonGroup, jsonGroup } from '../../crews/json-group.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';

/** The error that tells a client that it has read too slowly. */
const slowConsumer = 'slow-consumer' satisfies ErrorCode;
const slowCloseCode = errors[slowConsumer].closeCode;

/** The end of one who read slowly. */
type Ending = 'reads on' | 'told' | 'cut';

/**
 * Members of which some read slowly while others speak. What is measured is
 * what the others hear. When they have heard everything, the slow ones read on.
 */
export class SlowCrew implements Crew {
  readonly pace: ChatSchedule;
  readonly recorder: Recorder;
  readonly events: Uint32Array;
  readonly #job: WorkerJob;
  readonly #fastMembers: number;
  readonly #group: JsonGroup;
  readonly #slow: readonly JsonMember[];
  readonly #fast: readonly JsonMember[];
  /** Of those that this process has. */
  readonly #endings = new Map<number, Ending>();
  #readOn = false;

  /** @param fastMembers how many of each room read as fast as they can: the first ones */
  constructor(job: WorkerJob, chat: ChatSchedule, fastMembers: number) {
    this.pace = chat;
    this.recorder = new Recorder(chat);
    this.#job = job;
    this.#fastMembers = fastMembers;
    this.#group = jsonGroup(job, { chat, recorder: this.recorder, watch: this.#watch() });
    const { own } = this.#group;
    this.#slow = own.filter(({ client }) => this.#isSlow(client));
    this.#fast = own.filter(({ client }) => !this.#isSlow(client));
    for (const { client } of this.#slow) this.#endings.set(client, 'reads on');
    this.events = numbersOf(
      chat.count,
      (message) => this.#group.member(chat.senderOf(message)) !== undefined,
    );
  }

  async prepare(): Promise<void> {
    await this.#group.connect();
    await this.#group.joinAll();
  }

  begin(): void {
    const speed = this.#job.options['slow-bytes-per-second'];
    for (const one of this.#slow) one.connection.readSlowly(speed);
  }

  act(message: number): void {
    this.#group.member(this.pace.senderOf(message))?.say(message);
  }

  settle(events: number): void {
    if (this.#readOn || missing(this.#fast, events) > 0) return;
    this.#readOn = true;
    for (const one of this.#slow) one.connection.readOn();
  }

  isComplete(events: number): boolean {
    const complete = this.#readOn && missing(this.#fast, events) + this.#behind(events) === 0;
    return complete && this.#fast.every((one) => this.#rosterOf(one) !== undefined);
  }

  findings(events: number): CrewFindings {
    const lost = missing(this.#fast, events);
    const rosters = new Map<number, number>();
    for (const one of this.#fast) {
      const digest = this.#rosterOf(one);
      if (digest !== undefined) rosters.set(one.client, digest);
    }
    const slowBehind = this.#staying().filter((one) => one.chat.missing(events) > 0).length;
    const ended = (ending: Ending): number =>
      [...this.#endings.values()].filter((one) => one === ending).length;
    return {
      expected: this.recorder.deliveries + lost,
      lost: lost + this.#behind(events),
      wrongRooms: this.#fast.length - rosters.size,
      orders: new Map(this.#fast.map((one) => [one.client, one.chat.order])),
      rosters,
      outcomes: {
        slowReaders: this.#slow.length,
        slowTold: ended('told'),
        slowCut: ended('cut'),
        slowCaughtUp: this.#staying().length - slowBehind,
        slowBehind,
      },
    };
  }

  #watch(): Partial<RoomWatch> {
    const { recorder } = this;
    return {
      said: (message, by) => {
        if (!this.#isSlow(by.client)) recorder.seen(message, by.readMs);
      },
      left: (client) => {
        if (!this.#isSlow(client)) recorder.complain('an unexpected frame: user-left');
      },
      moved: (client) => {
        if (!this.#isSlow(client)) recorder.complain('an unexpected frame: user-away or user-back');
      },
      refused: (type, code, by) => {
        if (this.#isSlow(by.client) && code === slowConsumer) this.#endings.set(by.client, 'told');
        else recorder.complain(`${type}: ${code}`);
      },
      closed: (code, { client }) => {
        if (!this.#isSlow(client)) recorder.complain(`closed with ${code}`);
        else if (code === slowCloseCode) this.#endings.set(client, 'told');
        else if (this.#endings.get(client) === 'reads on') this.#endings.set(client, 'cut');
      },
    };
  }

  #isSlow(client: number): boolean {
    return client % this.#job.options.members >= this.#fastMembers;
  }

  /** Slow ones that the server has not cut. */
  #staying(): JsonMember[] {
    return this.#slow.filter(({ client }) => this.#endings.get(client) === 'reads on');
  }

  /** The number of messages that have not come to those. */
  #behind(events: number): number {
    return missing(this.#staying(), events);
  }

  /** The digest of the roster: whoever was cut is gone, or away where seats are kept; everybody else is there. */
  #rosterOf(one: JsonMember): number | undefined {
    const { members } = this.#job.options;
    const listed = new Map(one.view.entries().map(({ client, isAway }) => [client, isAway]));
    const first = one.room * members;
    for (let client = first; client < first + members; client += 1) {
      const isThere = listed.get(client) === false;
      // Of those of other processes nobody here knows the ending: all lists must be the same.
      const ending = this.#isSlow(client) ? this.#endings.get(client) : 'reads on';
      if (ending !== undefined && isThere !== (ending === 'reads on')) return undefined;
    }
    return one.rosterDigest(listed.size);
  }
}

/** The number of the first so many messages that have not come to these. */
function missing(members: readonly JsonMember[], events: number): number {
  return members.reduce((sum, one) => sum + one.chat.missing(events), 0);
}
