import { type JWTPayload, SignJWT } from 'jose';

/** What a token is to say; what is left out is not in it. */
export interface TokenWishes {
  readonly user: string | null;
  readonly name: string | null;
  /** None: any room. */
  readonly rooms: readonly string[];
  /** Null: the usual ones. */
  readonly permissions: readonly string[] | null;
  /** Null: it never expires. */
  readonly expiresInSeconds: number | null;
  readonly issuer: string | null;
  readonly audience: string | null;
}

/**
 * Signs a token with the shared secret (HS256).
 *
 * @param now in ms since the epoch
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
