/** What a token allows whoever shows it: plain data, and how to read it. */

/** What may be done. `hidden` also means: in rooms without being seen there. */
export const permissions = ['join', 'stream', 'chat', 'signal', 'list', 'hidden'] as const;

export type Permission = (typeof permissions)[number];

/** What a token allows. */
export interface Grant {
  /** The one user that it is for; null: anybody. */
  readonly userId: string | null;
  /** What that user is called; null: as it says itself. */
  readonly userName: string | null;
  /** Rooms by their ids, or by how these begin if a `*` follows; null: any room. */
  readonly rooms: readonly string[] | null;
  readonly permissions: ReadonlySet<Permission>;
  /** In ms since the epoch; null: never. */
  readonly expiresAt: number | null;
}

/** Why a token is not accepted. */
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
