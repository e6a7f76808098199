import type { BacklogLimits } from './backlog.js';

/** A member of a topic, as far as its topics are concerned. */
export interface TopicMember {
  /**
   * Looks at what waits for this connection, and leaves all topics if it is too much.
   *
   * @param flush whether what the native module has gathered is to be written before
   */
  look(flush: boolean): void;
  /** Has the native module send it what is published to a topic from now on. */
  subscribeNatively(topic: string): void;
  /** Sends it a frame of a topic that the native module does not send it. */
  deliver(frame: FrameData): void;
}

/** Text, as it is or already encoded. */
export type FrameData = string | Buffer;

interface Topic {
  readonly members: Set<TopicMember>;
  /** Members whom the native module does not know of yet. */
  readonly newcomers: TopicMember[];
  /** The bytes published since its members were looked at. */
  unseenBytes: number;
  /** The part of it that the native module may not have written yet. */
  gatheredBytes: number;
  gatheredFrames: number;
  /** When that was. */
  turn: number;
}

/**
 * So many frames gathered for a topic in one turn make it crowded. The native
 * module gathers 32 for each socket; a few are left for what else it may get.
 */
const crowd = 30;

/** From this size on the native module writes a frame at once instead of gathering it. */
const writtenAtOnceBytes = 16_384;

/**
 * The members of the topics of one port. The native module knows it too, but tells
 * nobody, and slow consumers have to be found. Each topic is looked through
 * once in a while, measured by what is published to it, so that it costs the
 * same for each byte sent, however busy a room is.
 *
 * The native module hears of a member with the first frame that it can gather.
 * Larger ones it copies for each socket that ever subscribed to something, into
 * a buffer that it fills with zeros before; for any other it writes them from
 * where they are. So as long as a member gets large frames only, as in a room
 * of hundreds where lists are told to all while people come, they are sent to
 * it directly (which spares the server a seventh of its time there).
 */
export class Topics {
  readonly #limits: BacklogLimits;
  readonly #topics = new Map<string, Topic>();
  #turn = 0;
  #isTurnOver = true;
  #isCrowded = false;
  readonly #endTurn = (): void => {
    this.#isTurnOver = true;
    this.#isCrowded = false;
  };

  constructor(limits: BacklogLimits) {
    this.#limits = limits;
  }

  /** Whether so much was gathered in this turn that more of it should wait for the next. */
  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  join(name: string, member: TopicMember): void {
    const topic = this.#topics.get(name);
    if (topic !== undefined) {
      if (!topic.members.has(member)) topic.newcomers.push(member);
      topic.members.add(member);
      return;
    }
    this.#topics.set(name, {
      members: new Set([member]),
      newcomers: [member],
      unseenBytes: 0,
      gatheredBytes: 0,
      gatheredFrames: 0,
      turn: 0,
    });
  }

  leave(name: string, member: TopicMember): void {
    const topic = this.#topics.get(name);
    if (topic === undefined) return;
    topic.members.delete(member);
    const place = topic.newcomers.indexOf(member);
    if (place !== -1) topic.newcomers.splice(place, 1);
    if (topic.members.size === 0) this.#topics.delete(name);
  }

  /**
   * To be called before each frame that is published: whoever still has too
   * much waiting is not to get it, and whom the native module does not know of
   * gets it here or is made known.
   *
   * @param bytes its size
   * @returns how many get it
   */
  announce(name: string, frame: FrameData, bytes: number): number {
    const topic = this.#topics.get(name);
    if (topic === undefined) return 0;
    if (topic.unseenBytes + bytes > this.#limits.lookEveryBytes) this.#look(topic);
    topic.unseenBytes += bytes;
    if (bytes < writtenAtOnceBytes) {
      this.#gather(topic, bytes);
      if (topic.newcomers.length > 0) {
        for (const newcomer of topic.newcomers) newcomer.subscribeNatively(name);
        topic.newcomers.length = 0;
      }
    } else {
      for (const newcomer of topic.newcomers) newcomer.deliver(frame);
    }
    return topic.members.size;
  }

  #look(topic: Topic): void {
    const gatheredBytes = topic.turn === this.#turn ? topic.gatheredBytes : 0;
    const flush = gatheredBytes > this.#limits.gatheredBytes;
    if (flush) topic.gatheredBytes = 0;
    topic.unseenBytes = 0;
    for (const member of topic.members) member.look(flush);
  }

  #gather(topic: Topic, bytes: number): void {
    if (this.#isTurnOver) this.#beginTurn();
    if (topic.turn !== this.#turn) {
      topic.turn = this.#turn;
      topic.gatheredBytes = 0;
      topic.gatheredFrames = 0;
    }
    topic.gatheredBytes += bytes;
    topic.gatheredFrames += 1;
    if (topic.gatheredFrames >= crowd) this.#isCrowded = true;
  }

  /** Notes the begin of a turn of the event loop: what is gathered in it is written before its immediates run. */
  #beginTurn(): void {
    this.#isTurnOver = false;
    this.#turn += 1;
    setImmediate(this.#endTurn);
  }
}
