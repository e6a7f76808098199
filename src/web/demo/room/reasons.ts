import type { CloseReason, ReconnectReason } from '../../../client/index.js';

/** Why the door did not open, in words. */
export function refusalText(code: string): string {
  switch (code) {
    case 'incorrect-password':
      return 'That is not the password. Try again.';
    case 'room-full':
      return 'The room is full. Try again when somebody has left.';
    case 'too-many-rooms':
      return 'There are too many rooms at the moment. Try again later.';
    case 'user-id-in-use':
      return 'You are in this room already, in another tab or window.';
    case 'unauthorized':
    case 'forbidden':
      return 'This server lets only those in who have a token for this room.';
    case 'invalid-message':
      return 'The server does not take this name. A shorter one may do.';
    default:
      return `The server said no (${code}).`;
  }
}

/** Why it is over, in words. */
export function closeText(reason: CloseReason): string {
  switch (reason) {
    case 'left':
      return 'You have left.';
    case 'replaced':
      return 'You are in this room in another tab or window now.';
    case 'aborted':
      return 'You have not come in.';
    case 'kicked':
      return 'You were asked to leave.';
    case 'gave-up':
      return 'The server cannot be reached.';
    case 'closed-by-server':
      return 'The server has closed the connection.';
    default:
      return `It has ended: ${refusalText(reason)}`;
  }
}

/** Why there is no connection at the moment, in words. */
export function reconnectText(reason: ReconnectReason): string {
  switch (reason) {
    case 'connection-lost':
    case 'silent':
      return 'The connection was lost.';
    case 'connect-failed':
    case 'connect-timeout':
      return 'The server cannot be reached.';
    case 'draining':
      return 'The server is restarting.';
    default:
      return `The connection was interrupted (${reason}).`;
  }
}
