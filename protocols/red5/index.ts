import { assertNever, errors } from '../../src/errors.js';
import type {
  Connection,
  ConnectionId,
  ConnectionRequest,
  EngineEvent,
  Protocol,
  ProtocolContext,
  ProtocolInstance,
  Session,
} from '../../src/protocol.js';
import { RoomLists } from './lists.js';
import { parseQuery } from './query.js';
import { Red5Session, refuse, refusedSession, type Seat } from './session.js';

/** Conferences of Red5 clients: README.md. */
export const red5Protocol: Protocol = {
  name: 'red5',
  greeting: 'Callboard: a Red5 conference host. Open a WebSocket with ?room=R&streamName=S.',
  clientsReconnect: false,
  create: (context) => new Red5Instance(context),
};

class Red5Instance implements ProtocolInstance {
  readonly #context: ProtocolContext;
  readonly #lists: RoomLists;
  /** By connection, from the opening request to the close. */
  readonly #sessions = new Map<ConnectionId, Red5Session>();

  constructor(context: ProtocolContext) {
    this.#context = context;
    this.#lists = new RoomLists(context);
  }

  open(connection: Connection, { query }: ConnectionRequest): Session {
    const parameters = parseQuery(query);
    const room = parameters.get('room') ?? '';
    const streamName = parameters.get('streamName') ?? '';
    if (room === '' || streamName === '') {
      refuse(connection, errors['missing-parameter'].message);
      return refusedSession;
    }
    const seat = { room, streamName };
    const tooLong = this.#tooLongName(seat);
    if (tooLong !== undefined) {
      const { message, closeCode } = errors['name-too-long'];
      const limit = `at most ${this.#context.limits.maxNameBytes} bytes of UTF-8.`;
      refuse(connection, `${message} ${tooLong}: ${limit}`, closeCode);
      return refusedSession;
    }
    return this.#join(connection, seat);
  }

  render(event: EngineEvent): void {
    switch (event.type) {
      case 'stream-started':
        for (const connection of event.participant.connections) {
          this.#sessions.get(connection)?.listed(event.room);
        }
        this.#lists.changed(event.room);
        return;
      case 'stream-stopped':
        if (event.streamName !== null) this.#lists.changed(event.room);
        return;
      case 'participant-left':
        if (event.participant.streamName !== null) this.#lists.changed(event.room);
        return;
      case 'join-rejected':
        this.#sessions.get(event.connection)?.rejected(event.code);
        return;
      // Whoever joins streams next, and is listed then. A replaced connection
      // goes on getting lists, without its name. The rest is for others.
      case 'participant-joined':
      case 'participant-away':
      case 'participant-back':
      case 'message-repeated':
      case 'room-synced':
      case 'joined':
      case 'replaced':
      case 'command-rejected':
      case 'message-sent':
      case 'signal':
      case 'rooms-listed':
        return;
      default:
        assertNever(event);
    }
  }

  #tooLongName(seat: Seat): keyof Seat | undefined {
    const isTooLong = (name: string): boolean =>
      Buffer.byteLength(name) > this.#context.limits.maxNameBytes;
    return (['room', 'streamName'] as const).find((parameter) => isTooLong(seat[parameter]));
  }

  #join(connection: Connection, seat: Seat): Session {
    const session = new Red5Session({
      connection,
      seat,
      context: this.#context,
      lists: this.#lists,
      onEnd: () => this.#sessions.delete(connection.id),
    });
    // First of all: the answers may come while it joins.
    this.#sessions.set(connection.id, session);
    session.join();
    return session;
  }
}
