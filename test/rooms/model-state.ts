import type { ConnectionId, Participant, RoomKey } from '../../src/protocol.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import { type ModelRoom, type ModelSeat, snapshot } from './model-room.js';
import type { RecordedEvent } from './recorder.js';

/** What is told of a room beyond the room itself. */
export type Happening = {
  [Type in CountedType]: Omit<Counted<Type>, 'room' | 'offset'>;
}[CountedType];

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
      .filter(({ holder }) => holder.awayUntil !== null)
      .toSorted((a, b) => Number(a.holder.awayUntil) - Number(b.holder.awayUntil));
  }

  roomAt({ namespace, roomId }: RoomKey): ModelRoom | undefined {
    return this.rooms.find(({ key }) => key.namespace === namespace && key.roomId === roomId);
  }

  seatOf(connection: ConnectionId): ModelSeat | undefined {
    return [...this.seats, ...this.hiddenSeats].find(({ holder }) =>
      holder.connections.includes(connection),
    );
  }

  /** Tells everyone in the room. */
  tell(room: ModelRoom, happening: Happening): void {
    room.offset += 1;
    this.told.push({ ...happening, room: snapshot(room), offset: room.offset });
  }

  tellReplaced(room: ModelRoom, participant: Participant, by: ConnectionId): void {
    for (const connection of participant.connections.filter((one) => one !== by)) {
      this.told.push({ type: 'replaced', connection, room: snapshot(room), participant });
    }
  }
}

type CountedType = Extract<RecordedEvent, { readonly offset: number }>['type'];
type Counted<Type> = Extract<RecordedEvent, { readonly type: Type }>;
