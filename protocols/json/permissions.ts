import { assertNever } from '../../src/errors/assert-never.js';
import { allows, type Grant, isFor, type Permission, reaches } from '../../src/grant.js';
import type { Identifier } from '../../src/protocol.js';
import type { ClientFrame, RefreshTokenFrame } from './frames.js';

/** A frame that a token allows or not. */
export type PermittedFrame = Exclude<ClientFrame, RefreshTokenFrame>;

/** Why a frame is refused by the token that was shown. */
type Objection = 'identity-mismatch' | 'forbidden';

/** Null: the token allows it. */
export function objectionTo(frame: PermittedFrame, grant: Grant): Objection | null {
  switch (frame.type) {
    // Nothing is to be had by these.
    case 'ping':
    case 'leave-room':
      return null;
    case 'list-rooms':
      return allows(grant, 'list') ? null : 'forbidden';
    case 'sync-room':
      return inRoom(grant, 'join', frame.roomId);
    case 'join-room':
      return asUser(grant, 'join', frame);
    case 'start-streaming':
    case 'stop-streaming':
      return asUser(grant, 'stream', frame);
    case 'chat-message':
      return asUser(grant, 'chat', frame);
    case 'webrtc-offer':
    case 'webrtc-answer':
    case 'webrtc-ice-candidate':
      return asUser(grant, 'signal', { roomId: frame.roomId, userId: frame.fromUserId });
    /* v8 ignore next -- @preserve: the compiler rules it out */
    default:
      return assertNever(frame);
  }
}

function asUser(
  grant: Grant,
  permission: Permission,
  { roomId, userId }: { readonly roomId: Identifier; readonly userId: Identifier },
): Objection | null {
  return isFor(grant, userId) ? inRoom(grant, permission, roomId) : 'identity-mismatch';
}

function inRoom(grant: Grant, permission: Permission, roomId: Identifier): Objection | null {
  return reaches(grant, roomId) && allows(grant, permission) ? null : 'forbidden';
}
