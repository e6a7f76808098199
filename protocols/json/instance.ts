import { assertNever } from '../../src/errors/assert-never.js';
import type {
  Connection,
  ConnectionId,
  ConnectionRequest,
  DirectEvent,
  EngineEvent,
  Notice,
  ProtocolContext,
  ProtocolInstance,
  ProtocolLimits,
  RoomEvent,
  Session,
} from '../../src/protocol.js';
import { Audiences } from './listeners.js';
import { endConnection } from './closing.js';
import type { RoomLimits } from './frames.js';
import { JsonTokenGate, tokenIn } from './gate.js';
import { answer, isAnswer } from './messages/index.js';
import { encodeRoomJoined } from './messages/joining.js';
import { createMessageParser } from './parse.js';
import { fitsInBytes } from './passing-values.js';
import { RoomPublisher } from './room-publisher.js';
import { RosterEncoder } from './roster.js';
import { JsonSession, type SessionEnvironment } from './session.js';

/** The JSON protocol at work on one port. */
export class JsonProtocolInstance implements ProtocolInstance {
  readonly #environment: SessionEnvironment;
  readonly #limits: RoomLimits;
  readonly #publisher: RoomPublisher;
  readonly #sessions = new Map<ConnectionId, JsonSession>();

  constructor(context: ProtocolContext) {
    const audiences = new Audiences();
    const rosters = new RosterEncoder();
    this.#limits = roomLimitsOf(context.limits);
    this.#publisher = new RoomPublisher(context.broadcaster, audiences, rosters);
    this.#environment = {
      context,
      audiences,
      rosters,
      parse: createMessageParser(nameCheckOf(context.limits), context.limits.maxNameBytes),
      forget: (session) => {
        this.#sessions.delete(session.connection.id);
      },
    };
  }

  open(connection: Connection, { address, query }: ConnectionRequest): Session {
    const session = new JsonSession(connection, address, this.#environment);
    this.#sessions.set(connection.id, session);
    const { authenticator } = this.#environment.context;
    if (authenticator === null) return session;
    const guarded = new JsonTokenGate(session, authenticator, this.#environment.context);
    const token = tokenIn(query);
    if (token !== null) guarded.open(token);
    return guarded;
  }

  refuse(connection: Connection, notice: Notice): void {
    endConnection(connection, notice);
  }

  render(event: EngineEvent): void {
    // Room events are those that the room counts.
    if ('offset' in event) this.#tellRoom(event);
    else this.#tellOne(event);
  }

  #tellRoom(event: RoomEvent): void {
    // What the room hears next is in the connection's own `room-joined`, or no longer for it.
    if (event.type === 'participant-joined' || event.type === 'participant-back') {
      this.#sessions.get(event.connection)?.beforeJoined();
    } else if (event.type === 'participant-left' && event.connection !== null) {
      this.#sessions.get(event.connection)?.unseated();
    }
    this.#publisher.tell(event);
  }

  /** Tells one connection what concerns it alone. */
  #tellOne(event: DirectEvent): void {
    const session = this.#sessions.get(event.connection);
    if (session === undefined) return;
    if (isAnswer(event)) {
      answer(event, session);
      return;
    }
    switch (event.type) {
      case 'joined': {
        const roster = session.rosters.encode(event.room);
        const { tokenExpiresAt } = session;
        const terms = { limits: this.#limits, tokenExpiresAt };
        session.seated(event, encodeRoomJoined(event, roster, terms));
        return;
      }
      case 'replaced':
        session.replaced();
        return;
      case 'hidden-left':
        session.unseated();
        return;
      case 'join-rejected':
        session.joinRejected(event);
        return;
      case 'command-rejected':
        session.commandRejected(event);
        return;
      /* v8 ignore next -- @preserve: the compiler rules it out */
      default:
        assertNever(event);
    }
  }
}

function roomLimitsOf(limits: ProtocolLimits): RoomLimits {
  const { maxPayloadBytes, maxChatBytes, maxNameBytes } = limits;
  const { rateLimitPerSecond, rateLimitBurst } = limits;
  return { maxPayloadBytes, maxChatBytes, maxNameBytes, rateLimitPerSecond, rateLimitBurst };
}

function nameCheckOf(limits: ProtocolLimits): (name: string) => boolean {
  return (name) => fitsInBytes(name, limits.maxNameBytes) || !limits.refuses('maxNameBytes');
}
