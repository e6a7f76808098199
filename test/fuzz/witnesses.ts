import type { Ports } from '../support/servers/ports.js';
import { type Fields, Witness } from './witness.js';

/** Rooms that no fuzzer guesses. */
const jsonRoom = 'room of the json witnesses';
const red5Room = 'room of the red5 witnesses';

const ann = participant('ann');
const bob = participant('bob');
const visitor = participant('visitor');

function participant(userId: string): Fields {
  return { userId, userName: userId, isStreaming: false };
}

/**
 * People in rooms on both ports, to whom nothing may happen: what they see of
 * each other is compared in full, frame by frame, so that one too many, one too
 * few or one that is not theirs is noticed.
 */
export class Witnesses {
  readonly #ports: Ports;
  readonly #json: { readonly ann: Witness; readonly bob: Witness };
  readonly #red5: { readonly camera: Witness; readonly screen: Witness };
  #offset = 2;
  #rounds = 0;

  private constructor(
    ports: Ports,
    json: { readonly ann: Witness; readonly bob: Witness },
    red5: { readonly camera: Witness; readonly screen: Witness },
  ) {
    this.#ports = ports;
    this.#json = json;
    this.#red5 = red5;
  }

  static async place(ports: Ports): Promise<Witnesses> {
    const json = { ann: await connect(ports, 'ann'), bob: await connect(ports, 'bob') };
    join(json.ann, 'ann', 'full');
    await json.ann.hears(joined('ann', [ann], 1));
    join(json.bob, 'bob', 'delta');
    await json.bob.hears(joined('bob', [ann, bob], 2));
    await json.ann.hears(event('user-joined', 'bob', 2, { userName: 'bob' }, [ann, bob]));
    const camera = await watch(ports, 'camera');
    await camera.hears({ room: red5Room, streams: ['camera'] });
    const screen = await watch(ports, 'screen');
    for (const one of [camera, screen]) await one.hears(list('camera', 'screen'));
    return new Witnesses(ports, json, { camera, screen });
  }

  /** The number of times that everything was seen to be right. */
  get rounds(): number {
    return this.#rounds;
  }

  /** @throws Error if anything came that must not, or did not come */
  async look(): Promise<void> {
    await Promise.all([this.#talk(), this.#watchStreams(), this.#askHealth()]);
    this.#rounds += 1;
  }

  async leave(): Promise<void> {
    const everybody = [...Object.values(this.#json), ...Object.values(this.#red5)];
    await Promise.all(everybody.map((one) => one.close()));
  }

  terminate(): void {
    const everybody = [...Object.values(this.#json), ...Object.values(this.#red5)];
    for (const one of everybody) one.terminate();
  }

  async #talk(): Promise<void> {
    const content = `all is well ${this.#rounds}`;
    this.#json.ann.send({ type: 'chat-message', roomId: jsonRoom, userId: 'ann', content });
    const said = { userName: 'ann', content };
    await this.#bothHear('chat-message', 'ann', said, null);

    const streamName = 'bob';
    const streaming = { ...bob, isStreaming: true, streamName };
    this.#json.bob.send({ type: 'start-streaming', roomId: jsonRoom, userId: 'bob' });
    await this.#bothHear('user-streaming-started', 'bob', { streamName }, [ann, streaming]);
    this.#json.bob.send({ type: 'stop-streaming', roomId: jsonRoom, userId: 'bob' });
    await this.#bothHear('user-streaming-stopped', 'bob', { streamName }, [ann, bob]);

    const guest = await connect(this.#ports, 'visitor');
    join(guest, 'visitor', 'full');
    await this.#bothHear('user-joined', 'visitor', { userName: 'visitor' }, [ann, bob, visitor]);
    await guest.hears(joined('visitor', [ann, bob, visitor], this.#offset));
    await guest.close();
    await this.#bothHear('user-left', 'visitor', { reason: 'left' }, [ann, bob]);

    this.#json.bob.send({ type: 'sync-room', roomId: jsonRoom });
    const state = { roomId: jsonRoom, offset: this.#offset, participants: [ann, bob] };
    await this.#json.bob.hears({ type: 'room-state', ...state });
    await this.#findRoom();
  }

  async #bothHear(
    type: string,
    userId: string,
    fields: Fields,
    participants: readonly Fields[] | null,
  ): Promise<void> {
    this.#offset += 1;
    await this.#json.ann.hears(event(type, userId, this.#offset, fields, participants));
    await this.#json.bob.hears(event(type, userId, this.#offset, fields, null));
  }

  async #findRoom(): Promise<void> {
    this.#json.ann.send({ type: 'list-rooms' });
    const { rooms } = await this.#json.ann.hearsOf('rooms-list');
    // The shape of rooms-list; a wrong one shows as a room that is not found.
    const own = (rooms as readonly Fields[]).filter(({ roomId }) => roomId === jsonRoom);
    const [only, another] = own.map(({ participantCount }) => participantCount);
    if (only !== 2 || another !== undefined) {
      throw new Error(`their room is in the list as ${JSON.stringify(own)}`);
    }
  }

  async #watchStreams(): Promise<void> {
    const { camera, screen } = this.#red5;
    const guest = await watch(this.#ports, 'visitor');
    for (const one of [camera, screen, guest]) await one.hears(list('camera', 'screen', 'visitor'));
    await guest.close();
    for (const one of [camera, screen]) await one.hears(list('camera', 'screen'));
  }

  async #askHealth(): Promise<void> {
    for (const [path, words] of [['healthz', 'ok'] as const, ['readyz', 'ready'] as const]) {
      const answer = await fetch(`http://127.0.0.1:${this.#ports.ops}/${path}`);
      const text = await answer.text();
      if (answer.status !== 200 || text !== words) {
        throw new Error(`/${path} answers ${answer.status}: ${text}`);
      }
    }
  }
}

function connect({ json }: Ports, name: string): Promise<Witness> {
  return Witness.connect(name, `ws://127.0.0.1:${json}/`);
}

function watch({ red5 }: Ports, name: string): Promise<Witness> {
  const query = `room=${encodeURIComponent(red5Room)}&streamName=${name}`;
  return Witness.connect(name, `ws://127.0.0.1:${red5}/?${query}`);
}

function join(witness: Witness, userId: string, presence: 'full' | 'delta'): void {
  witness.send({ type: 'join-room', roomId: jsonRoom, userId, userName: userId, presence });
}

function joined(userId: string, participants: readonly Fields[], offset: number): Fields {
  const names = { roomId: jsonRoom, roomName: jsonRoom, userId };
  return { type: 'room-joined', ...names, offset, participants };
}

function event(
  type: string,
  userId: string,
  offset: number,
  fields: Fields,
  participants: readonly Fields[] | null,
): Fields {
  const room = { type, roomId: jsonRoom, userId, offset, ...fields };
  return participants === null ? room : { ...room, participants };
}

function list(...streams: readonly string[]): Fields {
  return { room: red5Room, streams };
}
