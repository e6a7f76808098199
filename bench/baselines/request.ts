/** The fields that the servers here read of a message; whoever sends anything else harms itself alone. */
export interface Request {
  readonly type?: unknown;
  readonly roomId?: string;
  readonly userId?: string;
  readonly userName?: string;
  readonly content?: unknown;
}
