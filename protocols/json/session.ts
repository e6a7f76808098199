import type { ErrorCode } from '../../src/errors/catalogue.js';
import { allows, type Grant, reaches } from '../../src/grant.js';
import type {
  CommandRejected,
  Connection,
  Disconnection,
  Farewell,
  Joined,
  JoinRejected,
  Notice,
  Participant,
  ProtocolContext,
  RoomsListed,
  Session,
} from '../../src/protocol.js';
import { type Audiences, topicOf } from './listeners.js';
import { endConnection, farewellOf } from './closing.js';
import type { ClientFrame, JoinRoomFrame, Presence } from './frames.js';
import { oversizedType, receivedTypeOf } from './message-types.js';
import { encodeChatMessage } from './messages/chat.js';
import {
  encodeError,
  encodeTokenRefreshed,
  pongFrame,
  type ErrorDetails,
} from './messages/connection.js';
import { commandOf, requestTypeOf } from './messages/index.js';
import { encodeJoinRoomError } from './messages/lobby.js';
import type { Recipient, RequestFrame, Sender } from './messages/message.js';
import type { MessageParser } from './parse.js';
import type { Refusal } from './refusal.js';
import type { RosterEncoder } from './roster.js';
import {
  answerWithoutSeat,
  isKeptUnder,
  type Manner,
  mannerOf,
  plainManner,
  type Seat,
} from './seat.js';

/** The things that the sessions of one protocol instance share. */
export interface SessionEnvironment {
  readonly context: Pick<
    ProtocolContext,
    'authenticator' | 'dispatch' | 'failed' | 'limits' | 'rooms' | 'schedule'
  >;
  readonly audiences: Audiences;
  readonly rosters: RosterEncoder;
  readonly parse: MessageParser;
  /** Called once, before the session's own last command. */
  forget(session: JsonSession): void;
}

/** Shared by all who wait for nothing, and copied where one is added: an array with room to grow is large. */
const noneAsked: readonly Manner[] = [];

/** The room that a connection hears of, and in which way. */
interface Listening {
  readonly epoch: string;
  readonly presence: Presence;
}

/**
 * One connection's conversation: turns what it sends into commands, and keeps
 * what the engine has told of its seat. The seat changes by events alone, so
 * that it does not matter how long after a command they come.
 */
export class JsonSession implements Session, Sender, Recipient {
  readonly connection: Connection;
  readonly #address: string;
  readonly #environment: SessionEnvironment;
  #seat: Seat = { kind: 'none' };
  #listening: Listening | null = null;
  /** Null where nobody is asked for a token. */
  #grant: Grant | null = null;
  /** Of the joins that are not answered yet: answers come in the order of the asking. */
  #asked = noneAsked;

  /** @param address the connection's, for what is limited by address */
  constructor(connection: Connection, address: string, environment: SessionEnvironment) {
    this.connection = connection;
    this.#address = address;
    this.#environment = environment;
  }

  get context(): SessionEnvironment['context'] {
    return this.#environment.context;
  }

  get rosters(): RosterEncoder {
    return this.#environment.rosters;
  }

  /** The grant that it acts under; null where nobody is asked for a token. */
  get grant(): Grant | null {
    return this.#grant;
  }

  /** When its token expires, in ms since the epoch; null: it does not, or there is none. */
  get tokenExpiresAt(): number | null {
    return this.#grant?.expiresAt ?? null;
  }

  receive(message: Uint8Array): void {
    const frame = this.read(message);
    if (frame !== null) this.take(frame);
  }

  /** Reads a message; null if it was so large that the connection ends. */
  read(message: Uint8Array): ClientFrame | Refusal | null {
    const { context, parse } = this.#environment;
    const { limits } = context;
    const { byteLength } = message;
    if (byteLength > limits.maxPayloadBytes && limits.refuses('maxPayloadBytes')) {
      this.connection.countReceived(oversizedType, byteLength);
      this.end({ code: 'message-too-large' });
      return null;
    }
    const frame = parse(message);
    this.connection.countReceived(receivedTypeOf(frame), byteLength);
    return frame;
  }

  /** Does what a message says. */
  take(frame: ClientFrame | Refusal): void {
    if (frame.type === 'refusal') this.#sendError(frame.code, frame);
    else if (frame.type === 'ping') this.connection.send(pongFrame, 'pong');
    else if (frame.type === 'refresh-token') this.refreshed();
    else this.#request(frame);
  }

  refuse(requestType: ClientFrame['type'], code: ErrorCode): void {
    this.#sendError(code, { requestType });
  }

  /** Says until when it may go on. */
  refreshed(): void {
    this.connection.send(encodeTokenRefreshed(this.tokenExpiresAt), 'token-refreshed');
  }

  /** Acts under a grant from now on; a seat that is no part of that is given up. */
  grantTo(grant: Grant): void {
    this.#grant = grant;
    this.#keepToGrant();
  }

  /** Whether its seat, if it has one, may be kept under the grant. */
  maySitUnder(grant: Grant): boolean {
    return isKeptUnder(grant, this.#seat);
  }

  /** Those of the rooms that it may know of. */
  listable(rooms: RoomsListed['rooms']): RoomsListed['rooms'] {
    const grant = this.#grant;
    return grant === null ? rooms : rooms.filter(({ key }) => reaches(grant, key.roomId));
  }

  closed({ reason }: Disconnection): void {
    this.#environment.forget(this);
    this.#stopListening();
    if (reason === 'moved') return;
    this.#environment.context.dispatch({
      type: 'leave',
      connection: this.connection.id,
      claim: null,
      reason: reason === 'goodbye' ? 'left' : 'disconnected',
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
    this.connection.countRejection('slow-consumer');
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
    const manner = this.#answered();
    this.#seat = {
      kind: 'held',
      roomId: room.key.roomId,
      userId: participant.userId,
      manner,
    };
    // Before sending, since a connection may be cut off for what is sent to it.
    this.#listen({ epoch: room.epoch, presence: manner.presence });
    this.connection.send(roomJoined, 'room-joined');
    if (recovery?.recovered === true) {
      for (const message of recovery.missed) {
        this.connection.send(encodeChatMessage(room, message), 'chat-message');
      }
    }
    this.#keepToGrant(participant);
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
    this.#answered();
    this.connection.countRejection(event.code);
    this.connection.send(encodeJoinRoomError(event), 'join-room-error');
  }

  commandRejected({ command, code }: CommandRejected): void {
    const answer = code === 'not-joined' ? answerWithoutSeat(this.#seat, command.claim) : code;
    if (answer !== null) this.#sendError(answer, { requestType: requestTypeOf(command) });
  }

  #request(frame: RequestFrame): void {
    const command = commandOf(frame, this);
    if (command.type === 'refusal') {
      this.#sendError(command.code, command);
      return;
    }
    if (frame.type === 'join-room' && !this.#mayJoin(frame)) return;
    this.context.dispatch(command);
  }

  #mayJoin(frame: JoinRoomFrame): boolean {
    const retryAfterMs = this.#environment.context.limits.joinDelayMs(this.#address);
    if (retryAfterMs > 0) {
      this.#sendError('rate-limited', { requestType: frame.type, retryAfterMs });
      return false;
    }
    this.#asked = this.#asked.concat(mannerOf(frame, this.#grant));
    return true;
  }

  /** Takes out the manner of the oldest join that waits for its answer; now it has it. */
  #answered(): Manner {
    const [manner = plainManner] = this.#asked;
    this.#asked = this.#asked.length > 1 ? this.#asked.slice(1) : noneAsked;
    return manner;
  }

  /** @param participant as it has just sat down; its stream may be from before */
  #keepToGrant(participant: Participant | null = null): void {
    const grant = this.#grant;
    const seat = this.#seat;
    if (grant === null || seat.kind !== 'held') return;
    const { id: connection } = this.connection;
    const { dispatch } = this.#environment.context;
    if (!isKeptUnder(grant, seat)) {
      dispatch({ type: 'leave', connection, claim: null, reason: 'left' });
    } else if (participant?.streamName != null && !allows(grant, 'stream')) {
      dispatch({ type: 'stop-stream', connection, claim: seat });
    }
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
    this.connection.countRejection(code);
    this.connection.send(encodeError(code, details), 'error');
  }
}
