import { assertNever, errors, type ErrorCode } from '../../src/errors.js';
import type {
  CommandRejected,
  Connection,
  Disconnection,
  ProtocolContext,
  RoomView,
  Session,
} from '../../src/protocol.js';
import { requestTypeOf, toCommand, type RequestFrame } from './commands.js';
import { encodeError, pongFrame, type ErrorDetails } from './encode.js';
import type { Identifier } from './frames.js';
import type { MessageParser } from './parse.js';
import { answerWithoutSeat, type Seat } from './seat.js';

/** What the sessions of one protocol instance share. */
export interface SessionEnvironment {
  readonly context: Pick<ProtocolContext, 'dispatch' | 'limits' | 'rooms'>;
  readonly parse: MessageParser;
  /** Called once, before the session's own last command. */
  forget(session: JsonSession): void;
}

/**
 * One connection's conversation: turns what it sends into commands, and keeps
 * what the engine has told of its seat. The seat changes by events alone, so
 * that it does not matter how long after a command they come.
 */
export class JsonSession implements Session {
  readonly connection: Connection;
  readonly #environment: SessionEnvironment;
  #seat: Seat = { kind: 'none' };

  constructor(connection: Connection, environment: SessionEnvironment) {
    this.connection = connection;
    this.#environment = environment;
  }

  receive(message: Uint8Array): void {
    const { context, parse } = this.#environment;
    if (message.byteLength > context.limits.maxPayloadBytes) {
      this.#closeWith('message-too-large');
      return;
    }
    const frame = parse(message);
    if (frame.type === 'refusal') this.#sendError(frame.code, frame);
    else if (frame.type === 'ping') this.connection.send(pongFrame);
    else this.#request(frame);
  }

  closed(disconnection: Disconnection): void {
    this.#environment.forget(this);
    this.#environment.context.dispatch({
      type: 'leave',
      connection: this.connection.id,
      claim: null,
      reason: disconnection.goodbye ? 'left' : 'disconnected',
    });
  }

  drain(retryAfterMs: number): void {
    this.#closeWith('draining', { retryAfterMs });
  }

  /** The connection has a seat: it hears of the room from now on. */
  seated(room: RoomView, userId: Identifier, roomJoined: string): void {
    this.connection.send(roomJoined);
    this.connection.subscribe(room.epoch);
    this.#seat = { kind: 'held', topic: room.epoch, roomId: room.key.roomId, userId };
  }

  /** Its own `room-joined` comes next and holds all that the room is told now. */
  beforeJoined(): void {
    this.#stopListening();
  }

  /** The connection has given its seat up. */
  unseated(): void {
    this.#loseSeat('left');
  }

  /** Another connection has taken the seat. */
  replaced(): void {
    this.#loseSeat('replaced');
  }

  commandRejected({ command, code }: CommandRejected): void {
    const answer = code === 'not-joined' ? answerWithoutSeat(this.#seat, command.claim) : code;
    if (answer !== null) this.#sendError(answer, { requestType: requestTypeOf(command) });
  }

  #request(frame: RequestFrame): void {
    const { context } = this.#environment;
    const command = toCommand(frame, this.connection.id, context);
    if (command.type === 'refusal') this.#sendError(command.code, command);
    else context.dispatch(command);
  }

  #loseSeat(kind: 'left' | 'replaced'): void {
    this.#stopListening();
    const seat = this.#seat;
    switch (seat.kind) {
      case 'held':
        this.#seat = { kind, roomId: seat.roomId, userId: seat.userId };
        return;
      case 'none':
      case 'left':
      case 'replaced':
        return;
      default:
        assertNever(seat);
    }
  }

  #stopListening(): void {
    if (this.#seat.kind === 'held') this.connection.unsubscribe(this.#seat.topic);
  }

  #closeWith(code: ErrorCode, details?: ErrorDetails): void {
    const { closeCode, message } = errors[code];
    this.#sendError(code, details);
    this.connection.close(closeCode ?? undefined, message);
  }

  #sendError(code: ErrorCode, details?: ErrorDetails): void {
    this.connection.send(encodeError(code, details));
  }
}
