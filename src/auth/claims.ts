/** From what a token claims to what it allows. Its signature and its times were checked before. */

import { z } from 'zod';

import { type Grant, type Permission, permissions } from '../grant.js';

/** Claims that are not named here mean nothing. Of permissions that are not known the same is true. */
const claimsSchema = z.object({
  sub: z.string().min(1).optional(),
  name: z.string().optional(),
  room: z.string().min(1).optional(),
  rooms: z.array(z.string().min(1)).optional(),
  permissions: z.array(z.string()).optional(),
  exp: z.number().optional(),
});

/** Without the claim everything may be done but what has to be said. */
const usualPermissions: readonly Permission[] = permissions.filter((one) => one !== 'hidden');

/**
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

/** @param exp in seconds since the epoch, maybe broken ones, maybe beyond all time */
function expiryOf(exp: number): number {
  return Math.min(Math.floor(exp * 1000), Number.MAX_SAFE_INTEGER);
}
