/** The permissions of a token that client messages take. */

import { allows, type Grant, isFor, type Permission, reaches } from '../../src/grant.js';
import type { Identifier } from '../../src/protocol.js';

/** Why the token that was shown does not allow a message. */
export type TokenObjection = 'identity-mismatch' | 'forbidden';

/** Says why a token does not allow a message; null if it does. */
export type PermissionCheck<Frame> = (frame: Frame, grant: Grant) => TokenObjection | null;

export interface InRoom {
  readonly roomId: Identifier;
}

export interface AsUser extends InRoom {
  readonly userId: Identifier;
}

export interface FromUser extends InRoom {
  readonly fromUserId: Identifier;
}

/** For messages by which nothing is to be had. */
export function nothingAsked(): null {
  return null;
}

/** A permission that is about no room. */
export function anywhere(permission: Permission): PermissionCheck<unknown> {
  return (_, grant) => (allows(grant, permission) ? null : 'forbidden');
}

/** A permission in the room of the message. */
export function inRoom(permission: Permission): PermissionCheck<InRoom> {
  return ({ roomId }, grant) =>
    reaches(grant, roomId) && allows(grant, permission) ? null : 'forbidden';
}

/** A permission in the room of the message, as the user who is its `userId`. */
export function asUser(permission: Permission): PermissionCheck<AsUser> {
  const objectionInRoom = inRoom(permission);
  return (frame, grant) =>
    isFor(grant, frame.userId) ? objectionInRoom(frame, grant) : 'identity-mismatch';
}

/** A permission in the room of the message, as the user who is its `fromUserId`. */
export function fromUser(permission: Permission): PermissionCheck<FromUser> {
  const objectionAsUser = asUser(permission);
  return ({ roomId, fromUserId: userId }, grant) => objectionAsUser({ roomId, userId }, grant);
}
