import { type ErrorCode, errors, refusedCloseCode } from '../../src/errors/catalogue.js';
import type {
  Connection,
  Disconnection,
  Notice,
  ProtocolContext,
  Session,
} from '../../src/protocol.js';
import type { RoomLists } from './lists.js';
import { ignoredType, refusalType } from './message-types.js';

/** The seat that the opening request asks for. */
export interface Seat {
  readonly room: string;
  readonly streamName: string;
  /** Empty: none. */
  readonly password: string;
}

interface SessionOptions {
  readonly connection: Connection;
  readonly seat: Seat;
  readonly context: Pick<ProtocolContext, 'dispatch' | 'rooms'>;
  readonly lists: Pick<RoomLists, 'catchUp' | 'removeListener'>;
  /** Called once, when the session is over. */
  readonly onEnd: () => void;
}

type State =
  /** Has asked for its seat; a list now would lack its name. */
  | { readonly phase: 'joining' }
  /** Gets the room's lists, even once its seat is another's. */
  | { readonly phase: 'listening' }
  | { readonly phase: 'ended' };

/** A connection that is, or is about to be, in a room: from the opening request to the close. */
export class Red5Session implements Session {
  readonly #options: SessionOptions;
  #state: State = { phase: 'joining' };

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Takes the seat and streams. The answer may come before this returns. */
  join(): void {
    const { connection, context, seat } = this.#options;
    const { room: roomId, streamName, password } = seat;
    context.dispatch({
      type: 'join',
      connection: connection.id,
      room: { namespace: context.rooms.namespace, roomId },
      userId: streamName,
      userName: streamName,
      roomName: roomId,
      password,
      seat: 'shared',
      resumeToken: null,
      history: 0,
      recover: null,
    });
    context.dispatch({
      type: 'start-stream',
      connection: connection.id,
      claim: { roomId, userId: streamName },
      streamName,
    });
  }

  /** The connection, if it has waited for the room's lists until now; it must get them from here on. */
  listen(): Connection | null {
    if (this.#state.phase !== 'joining') return null;
    this.#state = { phase: 'listening' };
    return this.#options.connection;
  }

  /** There is no seat for it, and so nothing else to stay for. */
  rejected(code: ErrorCode): void {
    if (this.#state.phase !== 'joining') return;
    this.#end();
    refuseFor(this.#options.connection, code);
  }

  /** Clients have nothing to say in this protocol. */
  receive(message: Uint8Array): void {
    this.#options.connection.countReceived(ignoredType, message.byteLength);
  }

  closed({ reason }: Disconnection): void {
    const { connection, context, lists, seat } = this.#options;
    const { phase } = this.#state;
    if (phase === 'ended') return;
    if (phase === 'listening') lists.removeListener(seat.room);
    this.#end();
    if (reason === 'moved') return;
    context.dispatch({
      type: 'leave',
      connection: connection.id,
      claim: null,
      reason: reason === 'goodbye' ? 'left' : 'disconnected',
    });
  }

  notify(): void {
    // There is no word for it in this protocol.
  }

  end({ code }: Notice): void {
    closeFor(this.#options.connection, code);
  }

  /** It would not come back. It needs none of the lists that it misses, only the last. */
  overwhelmed(): null {
    return null;
  }

  relieved(): void {
    const { connection, lists, seat } = this.#options;
    if (this.#state.phase === 'listening') lists.catchUp(seat.room, connection);
  }

  #end(): void {
    this.#state = { phase: 'ended' };
    this.#options.onEnd();
  }
}

/** The rest of a connection that was refused: it may still talk until its close is through. */
export const refusedSession: Session = {
  receive() {
    // Nobody listens.
  },
  closed() {
    // It was never registered.
  },
  notify() {
    // There is no word for it in this protocol.
  },
  end() {
    // It is being closed already.
  },
  overwhelmed: () => null,
  relieved() {
    // It listens to nothing.
  },
};

/** Says a catalogue error to a client that is not let in, and closes with the error's code. */
export function refuseFor(connection: Connection, code: ErrorCode): void {
  const { message, closeCode } = errors[code];
  refuse(connection, code, message, closeCode ?? refusedCloseCode);
}

/** Closes with an error's close code, without a word. */
export function closeFor(connection: Connection, code: ErrorCode): void {
  const { closeCode, message } = errors[code];
  connection.countRejection(code);
  connection.close(closeCode ?? refusedCloseCode, message);
}

/**
 * Tells a client in a sentence why it cannot stay, and closes.
 *
 * @param closeCode left out: a close frame without a code
 */
export function refuse(
  connection: Connection,
  code: ErrorCode,
  sentence: string,
  closeCode?: number,
): void {
  connection.countRejection(code);
  connection.send(sentence, refusalType);
  connection.close(closeCode);
}
