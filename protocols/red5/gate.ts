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

type GateState =
  | { readonly kind: 'judging' }
  | { readonly kind: 'refused' }
  /** With a timer for the end of the token. */
  | { readonly kind: 'admitted'; readonly session: Session; readonly end: Timer }
  | { readonly kind: 'closed' };

/** A connection that waits for its token to be judged, and then has its seat for as long as that lasts. */
export class Red5TokenGate implements Session {
  readonly #options: GateOptions;
  #state: GateState = { kind: 'judging' };

  constructor(options: GateOptions) {
    this.#options = options;
    const { authenticator, token, failed } = options;
    authenticator
      .authenticate(token)
      .then((verdict) => {
        if (this.#state.kind === 'judging') this.#judged(verdict);
      })
      .catch(failed);
  }

  /** Clients have nothing to say in this protocol. */
  receive(message: Uint8Array): void {
    this.#options.connection.countReceived(ignoredType, message.byteLength);
  }

  closed(disconnection: Disconnection): void {
    const state = this.#state;
    this.#state = { kind: 'closed' };
    if (state.kind !== 'admitted') return;
    state.end.cancel();
    state.session.closed(disconnection);
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
    if (this.#state.kind === 'admitted') this.#state.session.relieved();
  }

  #judged(verdict: Grant | TokenRefusal): void {
    if (typeof verdict === 'string') {
      this.#refuse(verdict);
      return;
    }
    const code = objectionTo(this.#options.seat, verdict);
    if (code === null) this.#admit(verdict);
    else this.#refuse(code);
  }

  #refuse(code: ErrorCode): void {
    this.#state = { kind: 'refused' };
    refuseFor(this.#options.connection, code);
  }

  #admit(grant: Grant): void {
    const { authenticator, join } = this.#options;
    const end = authenticator.onEnd(grant, () => {
      this.end({ code: 'token-expired' });
    });
    const session = join();
    // It may have been refused its seat, and closed for that.
    if (isClosed(this.#state)) end.cancel();
    else this.#state = { kind: 'admitted', session, end };
  }
}

function isClosed({ kind }: GateState): boolean {
  return kind === 'closed';
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
