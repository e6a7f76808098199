import type { Backplane } from '../backplane/backplane.js';
import { assertNever } from '../errors/assert-never.js';
import { Acting, isSeatedCommand } from './acting/acting.js';
import { takeCensus, type NamespaceCensus } from './census.js';
import type { Command, ConnectionId, ListRoomsCommand, StampedCommand } from './commands.js';
import type { EngineEvent } from './events.js';
import type { RoomLimitCheck, RoomPolicy } from './policy.js';
import { RoomTable } from './room-table.js';
import { connectionsOf } from './seat-state.js';
import { Seating } from './seating.js';

/** All that an engine depends on: it has no other clock, ids or randomness. */
export interface RoomEngineDependencies {
  readonly policy: RoomPolicy;
  readonly backplane: Backplane<StampedCommand>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Makes an id: never the same twice, on any node. */
  readonly nextId: () => string;
  /** Makes a secret that nobody can guess. */
  readonly nextToken: () => string;
  readonly refuses: RoomLimitCheck;
  /** Hears every event, in order. What it dispatches is applied after it has returned. Must not throw. */
  readonly emit: (event: EngineEvent) => void;
}

/** The numbers of what the engine holds. */
export interface RoomEngineCounts {
  /** Empty rooms included. */
  readonly rooms: number;
  /** Connections that hold a seat. */
  readonly seats: number;
  /** Participants whose seat is kept for them. */
  readonly away: number;
}

/** The rooms of one node: commands in, events out. */
export interface RoomEngine {
  /** Hands a command to the cluster; its events come when the cluster has ordered it. */
  dispatch(command: Command): void;
  /** Ends seats and rooms that have had their time, if there are any. To be called every now and then. */
  expire(): void;
  counts(): RoomEngineCounts;
  /** The connections that hold a seat, hidden ones not included, those of each room together. Walks through all rooms. */
  connections(): readonly ConnectionId[];
  /** The numbers by namespace; one without rooms is missing. Walks through all rooms, not through who is in them. */
  census(): ReadonlyMap<string, NamespaceCensus>;
}

/** Makes the engine of one node and connects it to the backplane. */
export function createRoomEngine(dependencies: RoomEngineDependencies): RoomEngine {
  const { backplane, clock, nextId, nextToken } = dependencies;
  const applier = new CommandApplier(dependencies);
  backplane.receiveWith((stamped) => {
    applier.apply(stamped);
  });

  function dispatch(command: Command): void {
    const isResumable = command.type === 'join' && command.seat === 'resumable';
    const resumeToken = isResumable ? nextToken() : null;
    backplane.submit({ command, at: clock(), id: nextId(), resumeToken });
  }

  return {
    dispatch,
    expire: () => {
      if (applier.nextDeadline <= clock()) dispatch({ type: 'expire' });
    },
    counts: () => applier.counts(),
    connections: () => applier.connections(),
    census: () => applier.census(),
  };
}

/** Applies ordered commands to the rooms of this node: deterministically, so that every node comes to the same. */
class CommandApplier {
  readonly #emit: (event: EngineEvent) => void;
  readonly #rooms: RoomTable;
  readonly #seating: Seating;
  readonly #acting: Acting;

  constructor({ policy, refuses, emit }: RoomEngineDependencies) {
    this.#emit = emit;
    this.#rooms = new RoomTable(policy);
    this.#seating = new Seating(this.#rooms, { policy, refuses, emit });
    this.#acting = new Acting(this.#seating, emit);
  }

  /** The time of the next thing to expire, in ms since the epoch; infinite if there is nothing. */
  get nextDeadline(): number {
    return Math.min(this.#rooms.nextDeadline, this.#seating.nextDeadline);
  }

  counts(): RoomEngineCounts {
    const { held, away } = this.#seating;
    return { rooms: this.#rooms.size, seats: held, away };
  }

  connections(): readonly ConnectionId[] {
    const participants = [...this.#rooms].flatMap((room) => [...room.participants.values()]);
    return participants.flatMap(({ seat }) => connectionsOf(seat));
  }

  census(): ReadonlyMap<string, NamespaceCensus> {
    return takeCensus(this.#rooms);
  }

  apply(stamped: StampedCommand): void {
    const { command } = stamped;
    if (isSeatedCommand(command)) {
      this.#acting.apply(command, stamped);
      return;
    }
    switch (command.type) {
      case 'join':
        this.#seating.join(command, stamped);
        return;
      case 'leave':
        this.#seating.leave(command, stamped);
        return;
      case 'list-rooms':
        this.#listRooms(command);
        return;
      case 'expire':
        this.#seating.expire(command, stamped);
        return;
      /* v8 ignore next -- @preserve: the compiler rules it out */
      default:
        assertNever(command);
    }
  }

  #listRooms({ connection, namespace }: ListRoomsCommand): void {
    this.#emit({ type: 'rooms-listed', connection, rooms: this.#rooms.list(namespace) });
  }
}
