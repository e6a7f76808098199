import type { ErrorCode } from '../../src/errors/catalogue.js';

/** Why a message has no effect; becomes an `error` frame. */
export interface Refusal {
  readonly type: 'refusal';
  readonly code: ErrorCode;
  /** The message's own type, if it named one. */
  readonly requestType?: string | undefined;
  /** The first field that is wrong. */
  readonly field?: string | undefined;
}

/** The refusal of a message for one of its fields. */
export function refusalOf(code: ErrorCode, requestType: string, field: string): Refusal {
  return { type: 'refusal', code, requestType, field };
}
