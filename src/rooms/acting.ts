import type {
  SeatedCommand,
  SendMessageCommand,
  SignalCommand,
  StampedCommand,
  StartStreamCommand,
  StopStreamCommand,
  SyncRoomCommand,
} from './commands.js';
import type { EngineEvent } from './events.js';
import type { Seated } from './seat.js';
import type { Seating } from './seating.js';

/** The commands of those who hold a seat: stream, chat, signal, look at the room. */
export class Acting {
  readonly #seating: Seating;
  readonly #emit: (event: EngineEvent) => void;

  constructor(seating: Seating, emit: (event: EngineEvent) => void) {
    this.#seating = seating;
    this.#emit = emit;
  }

  startStream(command: StartStreamCommand): void {
    const seated = this.#streamingSeatFor(command);
    if (seated === null) return;
    const { room } = seated;
    const participant = { ...seated.participant, streamName: command.streamName };
    room.put(participant);
    this.#emit({ type: 'stream-started', room, offset: room.advance(), participant });
  }

  stopStream(command: StopStreamCommand): void {
    const seated = this.#streamingSeatFor(command);
    if (seated === null) return;
    const { room } = seated;
    const { streamName } = seated.participant;
    const participant = { ...seated.participant, streamName: null };
    room.put(participant);
    this.#emit({ type: 'stream-stopped', room, offset: room.advance(), participant, streamName });
  }

  sendMessage(command: SendMessageCommand, { at, id }: StampedCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { room, participant } = seated;
    const { userId, userName } = participant;
    const { connection, clientMessageId, content } = command;
    if (clientMessageId !== null) {
      const sent = room.history.find(userId, clientMessageId, at);
      if (sent !== undefined) {
        this.#emit({ type: 'message-repeated', connection, room, message: sent });
        return;
      }
    }
    const offset = room.advance();
    const messageId = id;
    const timestamp = at;
    // One literal: copying another object's fields into it takes longer than all the rest here.
    const message = { offset, messageId, timestamp, userId, userName, content, clientMessageId };
    room.history.add(message, at);
    this.#emit({ type: 'message-sent', room, offset, participant, message });
  }

  signal(command: SignalCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { room } = seated;
    const connection = room.connectionOf(command.toUserId);
    if (connection === undefined) return;
    const { kind, payload } = command;
    const fromUserId = seated.participant.userId;
    this.#emit({ type: 'signal', connection, room, fromUserId, kind, payload });
  }

  syncRoom(command: SyncRoomCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { connection } = command;
    this.#emit({ type: 'room-synced', connection, room: seated.room });
  }

  /** The seat that the command acts for; null, after rejecting it, if its connection does not hold it. */
  #seatedFor(command: SeatedCommand): Seated | null {
    const { connection, claim } = command;
    const found = this.#seating.find(connection, claim);
    if (typeof found !== 'string') return found;
    this.#emit({ type: 'command-rejected', connection, command, code: found });
    return null;
  }

  /** As `#seatedFor`; whoever is hidden may not stream: everybody would see it. */
  #streamingSeatFor(command: StartStreamCommand | StopStreamCommand): Seated | null {
    const seated = this.#seatedFor(command);
    if (seated?.kind !== 'hidden') return seated;
    const { connection } = command;
    this.#emit({ type: 'command-rejected', connection, command, code: 'forbidden' });
    return null;
  }
}
