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
  Session,
} from '../../src/protocol.js';
import { Audiences } from './listeners.js';
import { endConnection } from './closing.js';
import * as encode from './encode.js';
import type { RoomLimits } from './frames.js';
import { GuardedSession, tokenIn } from './gate.js';
import { createMessageParser } from './parse.js';
import { RoomPublisher } from './room-publisher.js';
import { RosterEncoder } from './roster.js';
import { fitsInBytes } from './schema.js';
import { signalWire } from './signals.js';
import { JsonSession, type SessionEnvironment } from './session.js';

/** The JSON protocol at work on one port. */
export class JsonProtocolInstance implements ProtocolInstance {
  readonly #environment: SessionEnvironment;
  readonly #limits: RoomLimits;
  readonly #publisher: RoomPublisher;
  readonly #rosters = new RosterEncoder();
  readonly #sessions = new Map<ConnectionId, JsonSession>();

  constructor(context: ProtocolContext) {
    const audiences = new Audiences();
    this.#limits = roomLimitsOf(context.limits);
    this.#publisher = new RoomPublisher(context.broadcaster, audiences, this.#rosters);
    this.#environment = {
      context,
      audiences,
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
    const guarded = new GuardedSession(session, authenticator, this.#environment.context);
    const token = tokenIn(query);
    if (token !== null) guarded.open(token);
    return guarded;
  }

  refuse(connection: Connection, notice: Notice): void {
    endConnection(connection, notice);
  }

  render(event: EngineEvent): void {
    switch (event.type) {
      case 'participant-joined':
      case 'participant-back':
        this.#sessions.get(event.connection)?.beforeJoined();
        this.#publisher.tell(event);
        return;
      case 'participant-left':
        if (event.connection !== null) this.#sessions.get(event.connection)?.unseated();
        this.#publisher.tell(event);
        return;
      case 'participant-away':
      case 'stream-started':
      case 'stream-stopped':
      case 'message-sent':
        this.#publisher.tell(event);
        return;
      case 'joined':
      case 'replaced':
      case 'hidden-left':
      case 'join-rejected':
      case 'command-rejected':
      case 'message-repeated':
      case 'room-synced':
      case 'signal':
      case 'rooms-listed': {
        const session = this.#sessions.get(event.connection);
        if (session !== undefined) this.#answer(session, event);
        return;
      }
      /* v8 ignore next -- @preserve: the compiler rules it out */
      default:
        assertNever(event);
    }
  }

  /** Tells one connection what concerns it alone. */
  #answer(session: JsonSession, event: DirectEvent): void {
    switch (event.type) {
      case 'joined': {
        const roster = this.#rosters.encode(event.room);
        const { tokenExpiresAt } = session;
        const terms = { limits: this.#limits, tokenExpiresAt };
        session.seated(event, encode.encodeRoomJoined(event, roster, terms));
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
      case 'message-repeated':
        session.connection.send(
          encode.encodeChatMessage(event.room, event.message),
          'chat-message',
        );
        return;
      case 'room-synced': {
        const roster = this.#rosters.encode(event.room);
        session.connection.send(encode.encodeRoomState(event.room, roster), 'room-state');
        return;
      }
      case 'signal':
        session.connection.send(encode.encodeSignal(event), signalWire[event.kind].type);
        return;
      case 'rooms-listed':
        session.connection.send(
          encode.encodeRoomsList(session.listable(event.rooms)),
          'rooms-list',
        );
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
