import type { ConnectionId, Participant, RoomKey } from '../../src/protocol.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import { holdersOf, type ModelRoom, type ModelSeat, snapshot } from './model-room.js';
import type { RecordedEvent, RecordedRoomEvent } from './recorder.js';

/** A room event without the room and its count. */
export type Happening = WithoutRoom<RecordedRoomEvent>;
type WithoutRoom<Event> = Event extends unknown ? Omit<Event, 'room' | 'offset'> : never;

/** All rooms, and what is told while a command is applied. */
export class ModelState {
  readonly policy: RoomPolicy;
  rooms: readonly ModelRoom[] = [];
  /** Rooms that nobody is in, in the order in which they became so. */
  emptied: readonly { readonly room: ModelRoom; readonly until: number }[] = [];
  told: RecordedEvent[] = [];
  now = 0;
  /** Every token that was ever given out. */
  readonly tokens: string[] = [];

  constructor(policy: RoomPolicy) {
    this.policy = policy;
  }

  get seats(): readonly ModelSeat[] {
    return this.rooms.flatMap((room) =>
      room.participants.map((holder) => ({ room, holder, isHidden: false })),
    );
  }

  /** The seats that nobody but their holders knows of. */
  get hiddenSeats(): readonly ModelSeat[] {
    return this.rooms.flatMap((room) =>
      room.hidden.map((holder) => ({ room, holder, isHidden: true })),
    );
  }

  /** The seats that are kept, whoever is away for longest first. */
  get awaySeats(): readonly ModelSeat[] {
    return this.seats
      .filter(({ holder }) => holder.seat.state === 'away')
      .toSorted((a, b) => endOf(a) - endOf(b));
  }

  roomAt({ namespace, roomId }: RoomKey): ModelRoom | undefined {
    return this.rooms.find(({ key }) => key.namespace === namespace && key.roomId === roomId);
  }

  seatOf(connection: ConnectionId): ModelSeat | undefined {
    return [...this.seats, ...this.hiddenSeats].find(({ holder }) =>
      holdersOf(holder).includes(connection),
    );
  }

  /** Tells everyone in the room. */
  tell(room: ModelRoom, happening: Happening): void {
    room.offset += 1;
    this.told.push({ ...happening, room: snapshot(room), offset: room.offset });
  }

  tellReplaced(room: ModelRoom, participant: Participant, by: ConnectionId): void {
    for (const connection of holdersOf(participant).filter((one) => one !== by)) {
      this.told.push({ type: 'replaced', connection, room: snapshot(room), participant });
    }
  }
}

/** The time until which a seat is kept; infinite for one that somebody holds. */
export function endOf({ holder: { seat } }: ModelSeat): number {
  return seat.state === 'away' ? seat.until : Number.POSITIVE_INFINITY;
}
