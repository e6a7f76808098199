import type { RoomStateFrame } from '../../../protocols/json/frames.js';
import {
  type Incoming,
  type IncomingChat,
  type IncomingError,
  type IncomingJoinError,
  type IncomingPresence,
  type IncomingRoomJoined,
  type IncomingRoomsList,
  signalOf,
} from './incoming.js';
import type { RoomEvents } from '../types.js';

/** The news of a server, by what it means to a client. */
export interface FrameHandler {
  joined(frame: IncomingRoomJoined): void;
  joinRefused(frame: IncomingJoinError): void;
  listed(frame: IncomingRoomsList): void;
  refused(frame: IncomingError): void;
  ponged(): void;
  heard(frame: IncomingChat): void;
  changed(frame: IncomingPresence): void;
  synced(frame: RoomStateFrame): void;
  signalled(event: RoomEvents['signal']): void;
}

/**
 * Hands a frame to whom it concerns; one of an unknown type concerns nobody.
 *
 * @param isSeated whether this connection has joined: before, nothing of a room is for it
 */
export function route(frame: Incoming, isSeated: boolean, handler: FrameHandler): void {
  switch (frame.type) {
    case 'room-joined':
      handler.joined(frame);
      return;
    case 'join-room-error':
      handler.joinRefused(frame);
      return;
    case 'rooms-list':
      handler.listed(frame);
      return;
    case 'error':
      handler.refused(frame);
      return;
    case 'pong':
      handler.ponged();
      return;
    case 'chat-message':
      if (isSeated) handler.heard(frame);
      return;
    case 'room-state':
      if (isSeated) handler.synced(frame);
      return;
    case 'webrtc-offer':
    case 'webrtc-answer':
    case 'webrtc-ice-candidate':
      if (isSeated) handler.signalled(signalOf(frame));
      return;
    case 'user-joined':
    case 'user-left':
    case 'user-streaming-started':
    case 'user-streaming-stopped':
    case 'user-away':
    case 'user-back':
      if (isSeated) handler.changed(frame);
      return;
    case 'token-refreshed':
      // This client shows its token with every join, and asks for nothing else.
      return;
    default:
      // A newer server may say what is not known here; what is known has its case, or does not compile.
      frame satisfies never;
  }
}
