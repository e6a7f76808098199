import { type JWTPayload, SignJWT } from 'jose';

/** The claims of a token to be signed. One that is null is not made. */
export interface TokenWishes {
  /** The one user that the token is for; null: anybody. */
  readonly user: string | null;
  /** The name of that user; null: as it says itself. */
  readonly name: string | null;
  /** Room ids, or their beginnings followed by `*`; none: any room. */
  readonly rooms: readonly string[];
  /** Null: all but `hidden`. */
  readonly permissions: readonly string[] | null;
  /** Null: the token never expires. */
  readonly expiresInSeconds: number | null;
  readonly issuer: string | null;
  readonly audience: string | null;
}

/**
 * Signs a token with the shared secret (HS256).
 *
 * @param now in ms since the epoch
 * @returns the token, in JWT's compact form
 */
export function mintToken(wishes: TokenWishes, secret: string, now: number): Promise<string> {
  const { user, name, rooms, permissions, expiresInSeconds, issuer, audience } = wishes;
  const issuedAt = Math.floor(now / 1000);
  const claims: JWTPayload = {
    ...(user === null ? {} : { sub: user }),
    ...(name === null ? {} : { name }),
    ...(rooms.length === 1 ? { room: rooms[0] } : {}),
    ...(rooms.length > 1 ? { rooms } : {}),
    ...(permissions === null ? {} : { permissions }),
    ...(issuer === null ? {} : { iss: issuer }),
    ...(audience === null ? {} : { aud: audience }),
    iat: issuedAt,
    ...(expiresInSeconds === null ? {} : { exp: issuedAt + expiresInSeconds }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}
