import { errors } from '../../src/errors/catalogue.js';
import type {
  Connection,
  ConnectionId,
  ConnectionRequest,
  EngineEvent,
  Notice,
  ProtocolContext,
  ProtocolInstance,
  Session,
} from '../../src/protocol.js';
import { Red5TokenGate, tokenIn } from './gate.js';
import { RoomLists } from './lists.js';
import { parseQuery } from './query.js';
import { Red5Session, refuse, refusedSession, refuseFor, type Seat } from './session.js';
import { isStreamEvent, newcomersOf, type StreamEvent } from './stream-events.js';

const seatParameters = [
  'room',
  'streamName',
  'password',
] as const satisfies readonly (keyof Seat)[];

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
    if (isStreamEvent(event)) this.#follow(event);
    else if (event.type === 'join-rejected') {
      this.#sessions.get(event.connection)?.rejected(event.code);
    }
  }

  #follow(event: StreamEvent): void {
    if (event.room.key.namespace !== this.#context.rooms.namespace) return;
    const newcomers = newcomersOf(event).flatMap((id) => this.#sessions.get(id)?.listen() ?? []);
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
