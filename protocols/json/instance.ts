import { assertNever } from '../../src/errors.js';
import type {
  Connection,
  ConnectionId,
  EngineEvent,
  ProtocolContext,
  ProtocolInstance,
  RoomEvent,
  RoomView,
  Session,
} from '../../src/protocol.js';
import * as encode from './encode.js';
import { createMessageParser } from './parse.js';
import { RosterEncoder } from './roster.js';
import { JsonSession, type SessionEnvironment } from './session.js';

/** The JSON protocol at work on one port. */
export class JsonProtocolInstance implements ProtocolInstance {
  readonly #broadcaster: ProtocolContext['broadcaster'];
  readonly #environment: SessionEnvironment;
  readonly #sessions = new Map<ConnectionId, JsonSession>();
  readonly #rosters = new RosterEncoder();

  constructor(context: ProtocolContext) {
    this.#broadcaster = context.broadcaster;
    this.#environment = {
      context,
      parse: createMessageParser(context.limits.maxNameBytes),
      forget: (session) => {
        this.#sessions.delete(session.connection.id);
      },
    };
  }

  open(connection: Connection): Session {
    const session = new JsonSession(connection, this.#environment);
    this.#sessions.set(connection.id, session);
    return session;
  }

  render(event: EngineEvent): void {
    switch (event.type) {
      case 'participant-joined':
      case 'participant-left':
      case 'stream-started':
      case 'stream-stopped':
      case 'message-sent':
      case 'participant-away':
      case 'participant-back':
        if (event.room.key.namespace === this.#environment.context.rooms.namespace) {
          this.#renderRoomEvent(event);
        }
        return;
      case 'message-repeated':
      case 'room-synced':
        return;
      case 'joined': {
        const { room, participant } = event;
        const session = this.#sessions.get(event.connection);
        if (session === undefined) return;
        const frame = encode.encodeRoomJoined(event, this.#rosters.encode(room));
        session.seated(room, participant.userId, frame);
        return;
      }
      case 'replaced':
        this.#sessions.get(event.connection)?.replaced();
        return;
      case 'join-rejected':
        this.#send(event.connection, encode.encodeJoinRoomError(event));
        return;
      case 'command-rejected':
        this.#sessions.get(event.connection)?.commandRejected(event);
        return;
      case 'signal':
        this.#send(event.connection, encode.encodeSignal(event));
        return;
      case 'rooms-listed':
        this.#send(event.connection, encode.encodeRoomsList(event));
        return;
      default:
        assertNever(event);
    }
  }

  /** Publishes to everyone in the room but those whom the event itself takes out or puts in. */
  #renderRoomEvent(event: RoomEvent): void {
    const { room } = event;
    switch (event.type) {
      case 'participant-joined':
        this.#sessions.get(event.connection)?.beforeJoined();
        this.#publish(room, encode.encodeUserJoined(event, this.#rosters.encode(room)));
        return;
      case 'participant-left':
        if (event.connection !== null) this.#sessions.get(event.connection)?.unseated();
        this.#publish(room, encode.encodeUserLeft(event, this.#rosters.encode(room)));
        return;
      case 'stream-started':
        this.#publish(room, encode.encodeStreamingStarted(event, this.#rosters.encode(room)));
        return;
      case 'stream-stopped':
        this.#publish(room, encode.encodeStreamingStopped(event, this.#rosters.encode(room)));
        return;
      case 'message-sent':
        this.#publish(room, encode.encodeChatMessage(event));
        return;
      case 'participant-away':
      case 'participant-back':
        return;
      default:
        assertNever(event);
    }
  }

  #publish(room: RoomView, frame: string): void {
    this.#broadcaster.publish(room.epoch, frame);
  }

  #send(connection: ConnectionId, frame: string): void {
    this.#sessions.get(connection)?.connection.send(frame);
  }
}
