/** The translation of a token's claims to a grant. Its signature and its times were checked before. */

import { z } from 'zod';

import { type Grant, type Permission, permissions } from '../grant.js';

/** The claims that mean something; others are ignored, and so are permissions that are not known. */
const claimsSchema = z.object({
  sub: z.string().min(1).optional(),
  name: z.string().optional(),
  room: z.string().min(1).optional(),
  rooms: z.array(z.string().min(1)).optional(),
  permissions: z.array(z.string()).optional(),
  exp: z.number().optional(),
});

/** The permissions of a token without the claim: all but the one that has to be asked for. */
const usualPermissions: readonly Permission[] = permissions.filter((one) => one !== 'hidden');

/**
 * Reads what a token grants.
 *
 * @param claims the payload of a token whose signature is good
 * @returns null if a claim is not of its type
 */
export function grantOf(claims: unknown): Grant | null {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return null;
  const { sub, name, room, rooms, permissions: claimed, exp } = parsed.data;
  const allRooms = [...(room === undefined ? [] : [room]), ...(rooms ?? [])];
  return {
    userId: sub ?? null,
    userName: name ?? null,
    rooms: room === undefined && rooms === undefined ? null : allRooms,
    permissions: new Set(claimed === undefined ? usualPermissions : permissionsIn(claimed)),
    expiresAt: exp === undefined ? null : expiryOf(exp),
  };
}

function permissionsIn(claimed: readonly string[]): readonly Permission[] {
  return permissions.filter((permission) => claimed.includes(permission));
}

/**
 * @param exp in seconds since the epoch, maybe broken ones, maybe beyond all time
 * @returns ms since the epoch
 */
function expiryOf(exp: number): number {
  return Math.min(Math.floor(exp * 1000), Number.MAX_SAFE_INTEGER);
}
