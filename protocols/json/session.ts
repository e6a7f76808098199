import type { ErrorCode } from '../../src/errors.js';
import type {
  CommandRejected,
  Connection,
  Disconnection,
  Farewell,
  Joined,
  JoinRejected,
  Notice,
  ProtocolContext,
  Session,
} from '../../src/protocol.js';
import { type Audiences, topicOf } from './audience.js';
import { endConnection, farewellOf } from './closing.js';
import { requestTypeOf, toCommand, type RequestFrame } from './commands.js';
import {
  encodeChatMessage,
  encodeError,
  encodeJoinRoomError,
  pongFrame,
  type ErrorDetails,
} from './encode.js';
import type { JoinRoomFrame, Presence } from './frames.js';
import type { MessageParser } from './parse.js';
import { answerWithoutSeat, type Manner, mannerOf, plainManner, type Seat } from './seat.js';

/** What the sessions of one protocol instance share. */
export interface SessionEnvironment {
  readonly context: Pick<ProtocolContext, 'dispatch' | 'limits' | 'rooms'>;
  readonly audiences: Audiences;
  readonly parse: MessageParser;
  /** Called once, before the session's own last command. */
  forget(session: JsonSession): void;
}

/** What a connection hears of. */
interface Listening {
  readonly epoch: string;
  readonly presence: Presence;
}

/**
 * One connection's conversation: turns what it sends into commands, and keeps
 * what the engine has told of its seat. The seat changes by events alone, so
 * that it does not matter how long after a command they come.
 */
export class JsonSession implements Session {
  readonly connection: Connection;
  readonly #address: string;
  readonly #environment: SessionEnvironment;
  #seat: Seat = { kind: 'none' };
  #listening: Listening | null = null;
  /** Of the joins that are not answered yet: answers come in the order of the asking. */
  readonly #asked: Manner[] = [];

  /** @param address the connection's, for what is limited by address */
  constructor(connection: Connection, address: string, environment: SessionEnvironment) {
    this.connection = connection;
    this.#address = address;
    this.#environment = environment;
  }

  receive(message: Uint8Array): void {
    const { context, parse } = this.#environment;
    const { limits } = context;
    if (message.byteLength > limits.maxPayloadBytes && limits.refuses('maxPayloadBytes')) {
      this.end({ code: 'message-too-large' });
      return;
    }
    const frame = parse(message);
    if (frame.type === 'refusal') this.#sendError(frame.code, frame);
    else if (frame.type === 'ping') this.connection.send(pongFrame);
    else this.#request(frame);
  }

  closed(disconnection: Disconnection): void {
    this.#environment.forget(this);
    this.#stopListening();
    this.#environment.context.dispatch({
      type: 'leave',
      connection: this.connection.id,
      claim: null,
      reason: disconnection.goodbye ? 'left' : 'disconnected',
    });
  }

  notify({ code, retryAfterMs }: Notice): void {
    this.#sendError(code, { retryAfterMs });
  }

  end(notice: Notice): void {
    endConnection(this.connection, notice);
  }

  /** It comes back, and then asks for what it has missed. */
  overwhelmed(): Farewell {
    return farewellOf({ code: 'slow-consumer' });
  }

  relieved(): void {
    // It was closed.
  }

  /**
   * The connection has a seat: it hears of the room from now on, after all that
   * it has missed. Nothing is published meanwhile.
   */
  seated({ room, participant, recovery }: Joined, roomJoined: string): void {
    const manner = this.#asked.shift() ?? plainManner;
    this.#seat = {
      kind: 'held',
      roomId: room.key.roomId,
      userId: participant.userId,
      manner,
    };
    // Before sending, since a connection may be cut off for what is sent to it.
    this.#listen({ epoch: room.epoch, presence: manner.presence });
    this.connection.send(roomJoined);
    if (recovery?.recovered !== true) return;
    for (const message of recovery.missed) this.connection.send(encodeChatMessage(room, message));
  }

  /** Its own `room-joined` comes next and holds all that the room is told now. */
  beforeJoined(): void {
    this.#stopListening();
  }

  /** The connection has given its seat up. */
  unseated(): void {
    this.#stopListening();
    const seat = this.#seat;
    if (seat.kind !== 'held') return;
    this.#seat = { kind: 'left', roomId: seat.roomId, userId: seat.userId };
  }

  /** Another connection has taken the seat. */
  replaced(): void {
    this.#stopListening();
    const seat = this.#seat;
    if (seat.kind !== 'held') return;
    this.#seat = { kind: 'replaced', roomId: seat.roomId, userId: seat.userId };
    if (seat.manner.hearsOfReplacement) this.#sendError('replaced');
  }

  joinRejected(event: JoinRejected): void {
    this.#asked.shift();
    this.connection.send(encodeJoinRoomError(event));
  }

  commandRejected({ command, code }: CommandRejected): void {
    const answer = code === 'not-joined' ? answerWithoutSeat(this.#seat, command.claim) : code;
    if (answer !== null) this.#sendError(answer, { requestType: requestTypeOf(command) });
  }

  #request(frame: RequestFrame): void {
    const { context } = this.#environment;
    const command = toCommand(frame, this.connection.id, context);
    if (command.type === 'refusal') {
      this.#sendError(command.code, command);
      return;
    }
    if (frame.type === 'join-room' && !this.#mayJoin(frame)) return;
    context.dispatch(command);
  }

  #mayJoin(frame: JoinRoomFrame): boolean {
    const retryAfterMs = this.#environment.context.limits.joinDelayMs(this.#address);
    if (retryAfterMs > 0) {
      this.#sendError('rate-limited', { requestType: frame.type, retryAfterMs });
      return false;
    }
    this.#asked.push(mannerOf(frame));
    return true;
  }

  #listen(listening: Listening): void {
    this.#stopListening();
    const { epoch, presence } = listening;
    this.#environment.audiences.add(epoch, presence);
    this.connection.subscribe(topicOf(epoch, presence));
    this.#listening = listening;
  }

  #stopListening(): void {
    if (this.#listening === null) return;
    const { epoch, presence } = this.#listening;
    this.#listening = null;
    this.#environment.audiences.remove(epoch, presence);
    this.connection.unsubscribe(topicOf(epoch, presence));
  }

  #sendError(code: ErrorCode, details?: ErrorDetails): void {
    this.connection.send(encodeError(code, details));
  }
}
