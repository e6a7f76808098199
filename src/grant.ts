/** The rights that a token gives to whoever shows it: plain data, and the questions asked of it. */

/**
 * The permissions that a token may name.
 *
 * - `join`: to take a seat in a room.
 * - `stream`: to start and stop streams.
 * - `chat`: to send chat messages.
 * - `signal`: to send WebRTC signals.
 * - `list`: to list rooms.
 * - `hidden`: to be in rooms unseen; such a participant does not stream. A token
 *   that names no permissions has all but this one.
 */
export const permissions = ['join', 'stream', 'chat', 'signal', 'list', 'hidden'] as const;

/** One of `permissions`. */
export type Permission = (typeof permissions)[number];

/** The rights that a valid token gives. */
export interface Grant {
  /** The one user that it is for; null: anybody. */
  readonly userId: string | null;
  /** The name of that user; null: as it says itself. */
  readonly userName: string | null;
  /** Room ids, or their beginnings if a `*` follows; null: any room. */
  readonly rooms: readonly string[] | null;
  readonly permissions: ReadonlySet<Permission>;
  /** The end of the grant, in ms since the epoch; null: it never ends. */
  readonly expiresAt: number | null;
}

/**
 * The error code for a token that gives no grant: it is not valid, has expired, or
 * cannot be checked at the moment.
 */
export type TokenRefusal = 'unauthorized' | 'token-expired' | 'auth-unavailable';

/** Whether the grant is for this user. Tokens know texts alone, so a number counts as its decimal text. */
export function isFor(grant: Grant, userId: string | number): boolean {
  return grant.userId === null || grant.userId === String(userId);
}

/** Whether the grant is for this room; a number counts as its decimal text. */
export function reaches(grant: Grant, roomId: string | number): boolean {
  const name = String(roomId);
  const isMeant = (pattern: string): boolean =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
  return grant.rooms === null || grant.rooms.some(isMeant);
}

/** Whether the grant lets somebody be in this room as this user. */
export function admits(
  grant: Grant,
  seat: { readonly roomId: string | number; readonly userId: string | number },
): boolean {
  return isFor(grant, seat.userId) && reaches(grant, seat.roomId) && allows(grant, 'join');
}

/** Whether the grant allows it; whoever is hidden does not stream. */
export function allows({ permissions }: Grant, permission: Permission): boolean {
  return permissions.has(permission) && !(permission === 'stream' && permissions.has('hidden'));
}
