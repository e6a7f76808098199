import { assertNever, type ErrorCode, errors, refusedCloseCode } from '../../src/errors.js';
import type {
  Connection,
  Disconnection,
  ProtocolContext,
  RoomView,
  Session,
} from '../../src/protocol.js';
import type { RoomLists } from './lists.js';

/** What the opening request asks for. */
export interface Seat {
  readonly room: string;
  readonly streamName: string;
}

interface SessionOptions {
  readonly connection: Connection;
  readonly seat: Seat;
  readonly context: Pick<ProtocolContext, 'dispatch' | 'rooms'>;
  readonly lists: RoomLists;
  /** Called once, when the session is over. */
  readonly onEnd: () => void;
}

type State =
  /** Has asked for its seat; a list now would lack its name. */
  | { readonly phase: 'joining' }
  | { readonly phase: 'listening'; readonly epoch: string }
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
    const { room: roomId, streamName } = seat;
    context.dispatch({
      type: 'join',
      connection: connection.id,
      room: { namespace: context.rooms.namespace, roomId },
      userId: streamName,
      userName: streamName,
      roomName: roomId,
      password: '',
      sharesSeat: true,
      resumable: false,
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

  /** The room lists this session's stream now: from here on every list holds its name. */
  listed(room: RoomView): void {
    if (this.#state.phase !== 'joining') return;
    this.#state = { phase: 'listening', epoch: room.epoch };
    this.#options.lists.addListener(this.#options.connection, room);
  }

  /** There is no seat for it, and so nothing else to stay for. */
  rejected(code: ErrorCode): void {
    if (this.#state.phase !== 'joining') return;
    const { message, closeCode } = errors[code];
    this.#end();
    refuse(this.#options.connection, message, closeCode ?? refusedCloseCode);
  }

  receive(): void {
    // Clients have nothing to say in this protocol.
  }

  closed({ goodbye }: Disconnection): void {
    const state = this.#state;
    switch (state.phase) {
      case 'joining':
        break;
      case 'listening':
        this.#options.lists.removeListener(state.epoch);
        break;
      case 'ended':
        return;
      default:
        assertNever(state);
    }
    this.#end();
    const { connection, context } = this.#options;
    const reason = goodbye ? 'left' : 'disconnected';
    context.dispatch({ type: 'leave', connection: connection.id, claim: null, reason });
  }

  drain(): void {
    const { closeCode, message } = errors.draining;
    this.#options.connection.close(closeCode, message);
  }

  #end(): void {
    this.#state = { phase: 'ended' };
    this.#options.onEnd();
  }
}

/** What is left of a connection that was refused: it may still talk until its close is through. */
export const refusedSession: Session = {
  receive() {
    // Nobody listens.
  },
  closed() {
    // It was never registered.
  },
  drain() {
    // It is being closed already.
  },
};

/**
 * Tells a client in a sentence why it cannot stay, and closes.
 *
 * @param closeCode left out: a close frame without a code
 */
export function refuse(connection: Connection, sentence: string, closeCode?: number): void {
  connection.send(sentence);
  connection.close(closeCode);
}
