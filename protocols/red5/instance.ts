import { assertNever } from '../../src/errors/assert-never.js';
import { errors } from '../../src/errors/catalogue.js';
import type {
  Connection,
  ConnectionId,
  ConnectionRequest,
  EngineEvent,
  Notice,
  Participant,
  ParticipantJoined,
  ParticipantLeft,
  ProtocolContext,
  ProtocolInstance,
  Replaced,
  Session,
  StreamStarted,
  StreamStopped,
} from '../../src/protocol.js';
import { Red5TokenGate, tokenIn } from './gate.js';
import { RoomLists } from './lists.js';
import { parseQuery } from './query.js';
import { Red5Session, refuse, refusedSession, refuseFor, type Seat } from './session.js';

const seatParameters = [
  'room',
  'streamName',
  'password',
] as const satisfies readonly (keyof Seat)[];

/** What a room tells that may have changed its streams. */
type StreamEvent = ParticipantJoined | ParticipantLeft | StreamStarted | StreamStopped | Replaced;

/** The Red5 protocol on one port: its connections, and the lists of their rooms. */
export class Red5Instance implements ProtocolInstance {
  readonly #context: ProtocolContext;
  readonly #lists: RoomLists;
  /** By connection, from the opening request to the close. */
  readonly #sessions = new Map<ConnectionId, Red5Session>();

  constructor(context: ProtocolContext) {
    this.#context = context;
    this.#lists = new RoomLists(context);
  }

  open(connection: Connection, { path, query }: ConnectionRequest): Session {
    const parameters = parseQuery(query);
    const seat = this.#seatIn(parameters);
    if (seat.room === '' || seat.streamName === '') {
      refuse(connection, 'missing-parameter', errors['missing-parameter'].message);
      return refusedSession;
    }
    const tooLong = this.#tooLongText(seat);
    if (tooLong !== undefined) {
      const { message, closeCode } = errors['name-too-long'];
      const limit = `at most ${this.#context.limits.maxNameBytes} bytes of UTF-8.`;
      refuse(connection, 'name-too-long', `${message} ${tooLong}: ${limit}`, closeCode);
      return refusedSession;
    }
    const { authenticator, failed } = this.#context;
    const join = (): Session => this.#join(connection, seat);
    if (authenticator === null) return join();
    const token = tokenIn(path, parameters);
    if (token !== '') {
      return new Red5TokenGate({ connection, seat, token, authenticator, failed, join });
    }
    refuseFor(connection, 'unauthorized');
    return refusedSession;
  }

  refuse(connection: Connection, { code }: Notice): void {
    refuseFor(connection, code);
  }

  render(event: EngineEvent): void {
    switch (event.type) {
      case 'stream-started':
        this.#follow(event, sharersOf(event.participant));
        return;
      case 'participant-joined':
      case 'participant-left':
      case 'stream-stopped':
        this.#follow(event);
        return;
      case 'replaced':
        // It may have lost its seat before it streamed. It listens all the same.
        this.#follow(event, [event.connection]);
        return;
      case 'join-rejected':
        this.#sessions.get(event.connection)?.rejected(event.code);
        return;
      // None of these changes a stream: whoever is away goes on streaming.
      case 'participant-away':
      case 'participant-back':
      case 'message-sent':
      case 'message-repeated':
      case 'room-synced':
      case 'joined':
      case 'hidden-left':
      case 'command-rejected':
      case 'signal':
      case 'rooms-listed':
        return;
      /* v8 ignore next -- @preserve: the compiler rules it out */
      default:
        assertNever(event);
    }
  }

  /** @param connections listen from now on, if they are of this protocol and do not yet */
  #follow(event: StreamEvent, connections: readonly ConnectionId[] = []): void {
    if (event.room.key.namespace !== this.#context.rooms.namespace) return;
    const newcomers = connections.flatMap((id) => this.#sessions.get(id)?.listen() ?? []);
    this.#lists.follow(event, newcomers);
  }

  #seatIn(parameters: ReadonlyMap<string, string>): Seat {
    const textOf = (parameter: keyof Seat): string => parameters.get(parameter) ?? '';
    return {
      room: textOf('room'),
      streamName: textOf('streamName'),
      // Where all are Red5 clients none has a password: it is one of the parameters to ignore.
      password: this.#context.rooms.areBridged ? textOf('password') : '',
    };
  }

  #tooLongText(seat: Seat): keyof Seat | undefined {
    const { limits } = this.#context;
    const isTooLong = (text: string): boolean =>
      Buffer.byteLength(text) > limits.maxNameBytes && limits.refuses('maxNameBytes');
    return seatParameters.find((parameter) => isTooLong(seat[parameter]));
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

/** The connections that may be of this protocol: all of its own share their seats. */
function sharersOf({ seat }: Participant): readonly ConnectionId[] {
  return seat.state === 'shared' ? seat.connections : [];
}
