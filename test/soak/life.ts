import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { WebSocket } from 'ws';

import { brokenRequest } from '../fuzz/http-inputs.js';
import type { SeededRandom } from '../support/doubles/seeded-random.js';
import type { Ports } from '../support/servers/ports.js';
import { Person, type Roster } from './person.js';
import { Viewer } from './viewer.js';

/** So many people at most, on each port. */
const maxPersons = 40;
const maxViewers = 20;

/**
 * After so long, in ms, the server must have noticed whoever goes: its idle
 * timeout is 8 s, in steps of 4, and machines may be busy.
 */
const noticedWithinMs = 40_000;

/** The longest time for which somebody reads nothing, in ms: not as long as the idle timeout. */
const maxPauseMs = 2_000;

const floodMessages = 500;

/** Random life in a few rooms, and what must be true of it. */
export class Life {
  readonly #ports: Ports;
  readonly #random: SeededRandom;
  readonly #persons = new Set<Person>();
  readonly #viewers = new Set<Viewer>();
  #count = 0;
  #lists = 0;
  #failure: Error | null = null;

  constructor(ports: Ports, random: SeededRandom) {
    this.#ports = ports;
    this.#random = random;
  }

  /** The number of people who are there, or about to be. */
  get population(): number {
    return this.#living(this.#persons).length + this.#living(this.#viewers).length;
  }

  /** The number of lists that were compared. */
  get lists(): number {
    return this.#lists;
  }

  /** @throws Error if anything was wrong since the last time */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Does one thing. */
  step(): void {
    this.#forget();
    const random = this.#random;
    switch (random.below(16)) {
      case 0:
      case 1:
      case 2:
        this.#personComes();
        return;
      case 3:
      case 4:
        this.#viewerComes();
        return;
      case 5:
        this.#somebody()?.leave();
        return;
      case 6:
        this.#somebody()?.drop();
        return;
      case 7:
        this.#comeBack();
        return;
      case 8:
        if (random.below(4) === 0) this.#rest();
        return;
      case 9:
        if (random.below(20) === 0) this.#flood();
        return;
      case 10:
        this.#knock();
        return;
      case 11:
        this.#person()?.toggleStream();
        return;
      case 12:
        this.#person()?.act('list-rooms');
        return;
      case 13:
      case 14:
        this.#person()?.act('chat-message', { content: 'x'.repeat(random.below(2_000)) });
        return;
      default:
        void this.#compare();
    }
  }

  /**
   * Waits until the lists of all rooms hold exactly those who are there.
   *
   * @throws Error if that does not come to be in time
   */
  async calm(): Promise<void> {
    const deadline = performance.now() + noticedWithinMs;
    for (;;) {
      this.#forget();
      this.check();
      const wrong = await this.#wrongRooms();
      const isDecided = [...this.#persons, ...this.#viewers].every(
        ({ standing, isPaused }) => standing !== 'coming' && !isPaused,
      );
      if (isDecided && wrong.length === 0) return;
      if (performance.now() > deadline) throw new Error(`ghosts: ${wrong.join('; ')}`);
      await delay(200);
    }
  }

  /** Everybody goes, in one way or another. */
  leave(): void {
    for (const one of [...this.#persons, ...this.#viewers]) {
      if (this.#random.below(2) === 0) one.leave();
      else one.drop();
    }
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(reason);
  }

  /** Whoever was doubtful for long enough must not be in any list any more. */
  #forget(): void {
    const isOver = ({ standing, doubtfulSince }: Person | Viewer): boolean =>
      standing === 'doubtful' && performance.now() - doubtfulSince > noticedWithinMs;
    for (const one of this.#persons) if (isOver(one)) this.#persons.delete(one);
    for (const one of this.#viewers) if (isOver(one)) this.#viewers.delete(one);
  }

  #name(): string {
    this.#count += 1;
    return `somebody-${this.#count}`;
  }

  #personComes(): void {
    if (this.#living(this.#persons).length >= maxPersons) return;
    const person = new Person(
      `ws://127.0.0.1:${this.#ports.json}/`,
      this.#name(),
      `room-${this.#random.below(6)}`,
      this.#random.pick(['full', 'delta']),
      (reason) => this.#fail(reason),
    );
    this.#persons.add(person);
    const answersPings = this.#random.below(30) > 0;
    person.come({ answersPings });
    // Half open: the server must find out by itself.
    if (!answersPings) person.doubt();
  }

  #viewerComes(): void {
    if (this.#living(this.#viewers).length >= maxViewers) return;
    const answersPings = this.#random.below(30) > 0;
    const viewer = new Viewer(
      `ws://127.0.0.1:${this.#ports.red5}`,
      `conference-${this.#random.below(4)}`,
      this.#name(),
      answersPings,
      (reason) => this.#fail(reason),
    );
    this.#viewers.add(viewer);
    if (!answersPings) viewer.doubt();
  }

  /** Loses its connection and comes back at once, to its old seat or as anew. */
  #comeBack(): void {
    const person = this.#person();
    if (person === undefined) return;
    person.drop();
    person.come();
  }

  /** Does not read for a while. */
  #rest(): void {
    const one = this.#somebody();
    if (one === undefined || one.isPaused) return;
    one.pause();
    setTimeout(() => one.resume(), this.#random.below(maxPauseMs));
  }

  /** Says more in a moment than anybody could mean, and goes. */
  #flood(): void {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#ports.json}/`);
    const roomId = `flood-${this.#random.below(3)}`;
    const userId = this.#name();
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'join-room', roomId, userId, userName: userId }));
      const chat = JSON.stringify({ type: 'chat-message', roomId, userId, content: 'flood' });
      for (let said = 0; said < floodMessages; said += 1) socket.send(chat);
      socket.close();
    });
  }

  /** Something that is no client at all. */
  #knock(): void {
    const { json, red5, ops } = this.#ports;
    const socket = connect({ port: this.#random.pick([json, red5, ops]), host: '127.0.0.1' });
    const noise = brokenRequest(this.#random);
    const isCut = this.#random.below(2) === 0;
    socket.on('error', () => undefined);
    socket.on('connect', () => {
      if (isCut) socket.write(noise, () => socket.resetAndDestroy());
      else socket.end(noise);
    });
    socket.resume();
  }

  /** Compares what somebody believes, and what the room is, with who there must and may be. */
  async #compare(): Promise<void> {
    const person = this.#person();
    if (person === undefined || person.isPaused) return;
    const { roomId } = person;
    const before = this.#certain(roomId);
    const roster = await person.sync();
    if (roster === null) return;
    const after = new Set(this.#certain(roomId));
    const mistakes = this.#mistakes(
      roster,
      before.filter((userId) => after.has(userId)),
      roomId,
    );
    if (mistakes.length > 0) this.#fail(`in ${roomId}: ${mistakes.join(', ')}`);
    this.#lists += 1;
  }

  #mistakes(roster: Roster, certain: readonly string[], roomId: string): readonly string[] {
    const listed = new Set(roster.map(([userId]) => userId));
    const possible = new Set(
      [...this.#persons].filter((one) => one.roomId === roomId).map(({ userId }) => userId),
    );
    return [
      ...certain.filter((userId) => !listed.has(userId)).map((userId) => `${userId} is missing`),
      ...[...listed].filter((id) => !possible.has(id)).map((id) => `${id} is a ghost`),
      ...(listed.size < roster.length ? ['somebody is there twice'] : []),
    ];
  }

  /** Those who are in a room without doubt. */
  #certain(roomId: string): readonly string[] {
    return [...this.#persons]
      .filter((one) => one.roomId === roomId && one.standing === 'here')
      .map(({ userId }) => userId);
  }

  /** Rooms whose lists are not exactly those who are there. */
  async #wrongRooms(): Promise<readonly string[]> {
    const wrong: string[] = [];
    const spokesmen = new Map<string, Person>();
    for (const person of this.#persons) {
      if (person.standing === 'here' && !person.isPaused) spokesmen.set(person.roomId, person);
    }
    for (const [roomId, person] of spokesmen) {
      const roster = (await person.sync())?.map(([userId]) => userId).toSorted() ?? [];
      const expected = this.#certain(roomId).toSorted();
      if (roster.join() !== expected.join()) wrong.push(`${roomId}: ${roster.join()}`);
      this.#lists += 1;
    }
    const viewers = [...this.#viewers].filter(({ standing }) => standing === 'here');
    for (const { room, streams } of viewers) {
      const expected = viewers.filter((one) => one.room === room).map((one) => one.streamName);
      const isRight = streams.toSorted().join() === expected.toSorted().join();
      if (!isRight) wrong.push(`${room}: ${streams.join()}`);
      this.#lists += 1;
    }
    return wrong;
  }

  #living<T extends Person | Viewer>(people: ReadonlySet<T>): readonly T[] {
    return [...people].filter(({ standing }) => standing !== 'doubtful');
  }

  #person(): Person | undefined {
    const here = [...this.#persons].filter(({ standing }) => standing === 'here');
    return here.length === 0 ? undefined : here[this.#random.below(here.length)];
  }

  #somebody(): Person | Viewer | undefined {
    const viewers = [...this.#viewers].filter(({ standing }) => standing === 'here');
    const isViewer = viewers.length > 0 && this.#random.below(3) === 0;
    return isViewer ? viewers[this.#random.below(viewers.length)] : this.#person();
  }
}
