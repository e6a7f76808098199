import type { Grant, TokenRefusal } from '../../src/grant.js';
import type {
  Authenticator,
  Disconnection,
  Farewell,
  Notice,
  ProtocolContext,
  Session,
  Timer,
} from '../../src/protocol.js';
import type { ClientFrame, JoinRoomFrame, RefreshTokenFrame } from './frames.js';
import { objectionTo } from './messages/index.js';
import type { Refusal } from './refusal.js';
import type { JsonSession } from './session.js';

/** The cost of a message that waits, beyond its own bytes. */
const waitingMessageBytes = 128;

/**
 * The activity of a gate.
 *
 * - `reading`: takes messages as they come.
 * - `judging`: a token is being judged; messages wait behind it.
 * - `closed`: the connection is gone.
 */
type Phase = 'reading' | 'judging' | 'closed';

type Standing =
  /** No good token yet, and time to show one. */
  | { readonly kind: 'awaited'; readonly timer: Timer }
  /** No good token in time; one that is being judged may still be good. */
  | { readonly kind: 'overdue' }
  /** The token that was shown last and was good. */
  | { readonly kind: 'granted'; readonly grant: Grant; readonly timer: Timer };

/**
 * Stands before a conversation where tokens are asked for: lets through what
 * the token allows, and keeps the rest. While a token is being judged all that
 * comes waits behind it.
 */
export class JsonTokenGate implements Session {
  readonly #session: JsonSession;
  readonly #authenticator: Authenticator;
  readonly #context: Pick<ProtocolContext, 'failed' | 'limits'>;
  #phase: Phase = 'reading';
  #standing: Standing;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(
    session: JsonSession,
    authenticator: Authenticator,
    context: Pick<ProtocolContext, 'failed' | 'limits' | 'schedule'>,
  ) {
    this.#session = session;
    this.#authenticator = authenticator;
    this.#context = context;
    const timer = context.schedule(authenticator.timeoutMs, () => {
      this.#standing = { kind: 'overdue' };
      this.#endIfOverdue();
    });
    this.#standing = { kind: 'awaited', timer };
  }

  /** The opening request has shown a token. There is nobody to try again with another: it is good, or that was it. */
  open(token: string): void {
    this.#judge(token, (verdict) => {
      if (typeof verdict === 'string') this.end({ code: verdict });
      else this.#admit(verdict);
    });
  }

  receive(message: Uint8Array): void {
    if (this.#phase !== 'judging') {
      this.#read(message);
      return;
    }
    this.#waitingBytes += message.byteLength + waitingMessageBytes;
    if (this.#waitingBytes > this.#context.limits.maxQueuedBytes) {
      this.end({ code: 'rate-limited' });
    } else {
      // The bytes are only lent.
      this.#waiting.push(message.slice());
    }
  }

  closed(disconnection: Disconnection): void {
    this.#phase = 'closed';
    this.#waiting = [];
    this.#stopTimer();
    this.#session.closed(disconnection);
  }

  notify(notice: Notice): void {
    this.#session.notify(notice);
  }

  end(notice: Notice): void {
    this.#session.end(notice);
  }

  overwhelmed(): Farewell | null {
    return this.#session.overwhelmed();
  }

  relieved(): void {
    this.#session.relieved();
  }

  #read(message: Uint8Array): void {
    const frame = this.#session.read(message);
    if (frame !== null) this.#take(frame);
  }

  #take(frame: ClientFrame | Refusal): void {
    if (frame.type === 'refusal') {
      this.#session.take(frame);
    } else if (frame.type === 'refresh-token') {
      this.#judge(frame.token, (verdict) => {
        this.#refresh(verdict);
      });
    } else if (frame.type === 'join-room' && frame.token != null) {
      this.#judge(frame.token, (verdict) => {
        this.#joinWith(frame, verdict);
      });
    } else {
      this.#letThrough(frame);
    }
  }

  #letThrough(frame: Exclude<ClientFrame, RefreshTokenFrame>): void {
    const standing = this.#standing;
    const code = standing.kind === 'granted' ? objectionTo(frame, standing.grant) : 'unauthorized';
    if (code === null) this.#session.take(frame);
    else this.#session.refuse(frame.type, code);
  }

  #joinWith(frame: JoinRoomFrame, verdict: Grant | TokenRefusal): void {
    if (typeof verdict === 'string') {
      this.#session.refuse(frame.type, verdict);
      return;
    }
    const code = objectionTo(frame, verdict);
    if (code !== null) {
      this.#session.refuse(frame.type, code);
      return;
    }
    this.#admit(verdict);
    this.#session.take(frame);
  }

  #refresh(verdict: Grant | TokenRefusal): void {
    if (typeof verdict === 'string') {
      this.#session.refuse('refresh-token', verdict);
      return;
    }
    const code = this.#objectionToRefresh(verdict);
    if (code !== null) {
      this.#session.refuse('refresh-token', code);
      return;
    }
    this.#admit(verdict);
    this.#session.refreshed();
  }

  #objectionToRefresh(grant: Grant): 'identity-mismatch' | 'forbidden' | null {
    const standing = this.#standing;
    if (standing.kind === 'granted' && standing.grant.userId !== grant.userId) {
      return 'identity-mismatch';
    }
    return this.#session.maySitUnder(grant) ? null : 'forbidden';
  }

  #admit(grant: Grant): void {
    this.#stopTimer();
    const timer = this.#authenticator.onEnd(grant, () => {
      this.end({ code: 'token-expired' });
    });
    this.#standing = { kind: 'granted', grant, timer };
    this.#session.grantTo(grant);
  }

  #stopTimer(): void {
    if (this.#standing.kind !== 'overdue') this.#standing.timer.cancel();
  }

  #judge(token: string, hear: (verdict: Grant | TokenRefusal) => void): void {
    this.#phase = 'judging';
    this.#authenticator
      .authenticate(token)
      .then((verdict) => {
        if (this.#phase === 'closed') return;
        this.#phase = 'reading';
        hear(verdict);
        this.#endIfOverdue();
        this.#goOn();
      })
      .catch((error: unknown) => {
        this.#context.failed(error);
      });
  }

  #endIfOverdue(): void {
    const isOverdue = this.#standing.kind === 'overdue';
    if (isOverdue && this.#phase === 'reading') this.end({ code: 'unauthorized' });
  }

  /** Takes what has waited, up to the next token that takes its time. */
  #goOn(): void {
    let taken = 0;
    for (const message of this.#waiting) {
      if (this.#phase !== 'reading') break;
      taken += 1;
      this.#waitingBytes -= message.byteLength + waitingMessageBytes;
      this.#read(message);
    }
    this.#waiting = this.#waiting.slice(taken);
  }
}

/** The token in the query of the opening request; of several the last; null: none. */
export function tokenIn(query: string | null): string | null {
  const token = new URLSearchParams(query ?? '').getAll('token').at(-1);
  return token === undefined || token === '' ? null : token;
}
