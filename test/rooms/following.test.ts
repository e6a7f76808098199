import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Command, ConnectionId } from '../../src/protocol.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import { type Cluster, createLateCluster, createMemoryCluster } from './cluster.js';
import {
  type CommandPlan,
  commandPlan,
  listEverything,
  pauseMs,
  roomPolicy,
} from './commands.arbitrary.js';
import { Follower, participantsOf } from './follower.js';
import { holdersOf } from './model-room.js';
import { isRoomEvent, type RecordedEvent, type RecordedRoomEvent } from './recorder.js';
import { createRoomModel } from './room-model.js';

/** Something that happens, and which of the followers lose what comes of it. */
interface Happening {
  readonly plan: CommandPlan;
  readonly pause: number | null;
  readonly delivered: number;
  /** One flag a follower, in turn. */
  readonly losses: readonly boolean[];
}

const happening: fc.Arbitrary<Happening> = fc.record({
  plan: commandPlan,
  pause: fc.option(pauseMs, { freq: 9 }),
  delivered: fc.nat({ max: 6 }),
  losses: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    { minLength: 3, maxLength: 3 },
  ),
});

describe('a follower who applies events in the order of their offsets and syncs on a gap', () => {
  it('always has the list of the server', () => {
    checkFollowers(createMemoryCluster);
  });

  it('always has it where commands come back late, its own wish to sync included', () => {
    checkFollowers((policy) => createLateCluster(policy, 1));
  });
});

function checkFollowers(createCluster: (policy: RoomPolicy) => Cluster): void {
  let gaps = 0;
  fc.assert(
    fc.property(
      roomPolicy,
      fc.array(happening, { minLength: 10, maxLength: 80 }),
      (policy, happenings) => {
        const audience = new Audience(createCluster(policy), policy);
        try {
          for (const each of happenings) audience.live(each);
          audience.settle();
        } catch (cause) {
          throw new Error(audience.given.map((one) => JSON.stringify(one)).join('\n'), { cause });
        }
        gaps += audience.gaps;
      },
    ),
    { numRuns: 300 },
  );
  // Else nothing was put to the test.
  expect(gaps).toBeGreaterThan(50);
}

/** An event that shows a room. */
type RoomSeen = Extract<RecordedEvent, { readonly room: unknown }>;

/** All who hold a seat follow their room. */
class Audience {
  gaps = 0;
  /** All commands, so that a failure can be read. */
  readonly given: Command[] = [];
  readonly #cluster: Cluster;
  readonly #knowledge;
  readonly #followers = new Map<ConnectionId, Follower>();
  /** Followers who are in no list themselves. */
  readonly #hidden = new Set<ConnectionId>();
  #losses: readonly boolean[] = [];

  constructor(cluster: Cluster, policy: RoomPolicy) {
    this.#cluster = cluster;
    // It knows claims and tokens; what it foretells is another test's matter.
    this.#knowledge = createRoomModel(policy);
  }

  live({ plan, pause, delivered, losses }: Happening): void {
    this.#losses = losses;
    if (pause !== null) {
      this.#cluster.pause(pause);
      for (const stamped of this.#cluster.expire(0)) this.#knowledge.apply(stamped);
    }
    this.#dispatch(plan(this.#knowledge));
    this.#cluster.deliver(0, delivered);
    this.#hearAll();
  }

  /** Nothing is lost any more, and something happens in each room, so that every gap shows. */
  settle(): void {
    this.#losses = [];
    this.#deliverAndHear();
    for (const connection of this.#followers.keys()) {
      const claim = this.#knowledge.claimOf(connection);
      // Somebody who shared its seat has gone without an event: the participant is still there.
      if (claim === null) this.#followers.delete(connection);
      else {
        const message = { content: '"?"', clientMessageId: null };
        this.#dispatch({ type: 'send-message', connection, claim, ...message });
      }
    }
    this.#deliverAndHear();
    for (const command of listEverything) this.#dispatch(command);
    this.#cluster.deliverAll();
    const listings = this.#take().flatMap((event) =>
      event.type === 'rooms-listed' ? event.rooms : [],
    );
    const lists = new Map(listings.map((room) => [room.epoch, [...participantsOf(room).values()]]));
    for (const follower of this.#followers.values()) {
      // A room in which all are hidden is in no list of rooms.
      expect(follower.participants).toEqual(lists.get(follower.epoch) ?? []);
    }
  }

  #dispatch(command: Command): void {
    this.given.push(command);
    this.#knowledge.apply(this.#cluster.dispatch(command, 0));
  }

  /** Until nobody asks for anything any more. */
  #deliverAndHear(): void {
    for (let heard = -1; heard !== 0;) {
      this.#cluster.deliverAll();
      heard = this.#hearAll();
    }
  }

  #hearAll(): number {
    const events = this.#take();
    for (const event of events) this.#hear(event);
    return events.length;
  }

  #take(): readonly RecordedEvent[] {
    return this.#cluster.nodes[0]?.recorder.take() ?? [];
  }

  #hear(event: RecordedEvent): void {
    if (event.type === 'joined') {
      const { connection, room } = event;
      this.#followers.set(connection, new Follower(room));
      const isListed = room.participants.some((one) => holdersOf(one).includes(connection));
      if (isListed) this.#hidden.delete(connection);
      else this.#hidden.add(connection);
    } else if (event.type === 'hidden-left') {
      this.#followers.delete(event.connection);
    } else if (event.type === 'replaced' || event.type === 'command-rejected') {
      if (event.type === 'replaced' || event.code === 'not-joined') {
        this.#followers.delete(event.connection);
      }
    } else if (event.type === 'room-synced') {
      this.#followers.get(event.connection)?.sync(event.room);
      this.#expectAgreement(event);
    } else if (isRoomEvent(event)) {
      this.#forgetWhoLeaves(event);
      for (const [index, entry] of [...this.#followers].entries()) {
        if (this.#losses[index % 3] === true) continue;
        this.#tell(...entry, event);
      }
      this.#expectAgreement(event);
    }
  }

  #forgetWhoLeaves({ room }: RecordedRoomEvent): void {
    const seated = new Set(room.participants.flatMap(holdersOf));
    for (const [connection, { epoch }] of this.#followers) {
      if (this.#hidden.has(connection) || epoch !== room.epoch) continue;
      if (!seated.has(connection)) this.#followers.delete(connection);
    }
  }

  #tell(connection: ConnectionId, follower: Follower, event: RecordedRoomEvent): void {
    if (follower.epoch !== event.room.epoch || !follower.hear(event)) return;
    this.gaps += 1;
    const claim = { roomId: event.room.key.roomId, userId: null };
    this.#dispatch({ type: 'sync-room', connection, claim });
  }

  /** Whoever is as far as the room, and knows of no gap, has its list. */
  #expectAgreement({ room }: RoomSeen): void {
    const server = [...participantsOf(room).values()];
    for (const follower of this.#followers.values()) {
      if (follower.epoch !== room.epoch || follower.offset !== room.offset) continue;
      expect(follower.participants).toEqual(server);
    }
  }
}
