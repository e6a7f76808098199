import type { ErrorCode } from '../../src/errors/catalogue.js';
import { admits, allows, type Grant, isFor, type TokenRefusal } from '../../src/grant.js';
import type {
  Authenticator,
  Connection,
  Disconnection,
  Notice,
  Session,
  Timer,
} from '../../src/protocol.js';
import { ignoredType } from './message-types.js';
import { closeFor, refuseFor, type Seat } from './session.js';

interface GateOptions {
  readonly connection: Connection;
  readonly seat: Seat;
  readonly token: string;
  readonly authenticator: Authenticator;
  /** Hears of errors that happen once the token is judged. */
  readonly failed: (error: unknown) => void;
  /** Called once, if the token is good. */
  readonly join: () => Session;
}

type State =
  /** Its token is being judged. */
  | { readonly phase: 'judging' }
  /** Its token is good; the answer to its join may come while it joins. */
  | { readonly phase: 'joining'; readonly end: Timer }
  | { readonly phase: 'seated'; readonly end: Timer; readonly session: Session }
  | { readonly phase: 'closed' };

/** A connection that waits for its token to be judged, and then has its seat for as long as that lasts. */
export class Red5TokenGate implements Session {
  readonly #options: GateOptions;
  #state: State = { phase: 'judging' };

  constructor(options: GateOptions) {
    this.#options = options;
    const { authenticator, token, failed } = options;
    authenticator
      .authenticate(token)
      .then((verdict) => {
        if (this.#state.phase === 'judging') this.#judged(verdict);
      })
      .catch(failed);
  }

  /** Clients have nothing to say in this protocol. */
  receive(message: Uint8Array): void {
    this.#options.connection.countReceived(ignoredType, message.byteLength);
  }

  closed(disconnection: Disconnection): void {
    const state = this.#state;
    this.#state = { phase: 'closed' };
    if ('end' in state) state.end.cancel();
    if (state.phase === 'seated') state.session.closed(disconnection);
  }

  notify(): void {
    // There is no word for it in this protocol.
  }

  end({ code }: Notice): void {
    closeFor(this.#options.connection, code);
  }

  overwhelmed(): null {
    return null;
  }

  relieved(): void {
    if (this.#state.phase === 'seated') this.#state.session.relieved();
  }

  #judged(verdict: Grant | TokenRefusal): void {
    const { authenticator, connection, join, seat } = this.#options;
    if (typeof verdict === 'string') {
      refuseFor(connection, verdict);
      return;
    }
    const code = objectionTo(seat, verdict);
    if (code !== null) {
      refuseFor(connection, code);
      return;
    }
    const end = authenticator.onEnd(verdict, () => {
      this.end({ code: 'token-expired' });
    });
    this.#state = { phase: 'joining', end };
    this.#seated(join());
  }

  /** Nothing, if it was rejected while it joined: then it is closed. */
  #seated(session: Session): void {
    const state = this.#state;
    if (state.phase === 'joining') this.#state = { ...state, phase: 'seated', session };
  }
}

/** Where a client shows a token that can change nothing but the path of its URL. */
const tokenPath = /\/t\/(?<token>[^/]+)\/?$/;

/**
 * The token of an opening request; empty: none.
 *
 * @param path raw
 * @param parameters of the query; that one beats the path's
 */
export function tokenIn(path: string, parameters: ReadonlyMap<string, string>): string {
  const inQuery = parameters.get('token') ?? '';
  return inQuery === '' ? (tokenPath.exec(path)?.groups?.['token'] ?? '') : inQuery;
}

function objectionTo(seat: Seat, grant: Grant): ErrorCode | null {
  const { room: roomId, streamName: userId } = seat;
  if (!isFor(grant, userId)) return 'identity-mismatch';
  return admits(grant, { roomId, userId }) && allows(grant, 'stream') ? null : 'forbidden';
}
