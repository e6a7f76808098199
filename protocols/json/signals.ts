import type { SignalKind } from '../../src/protocol.js';
import type { SendSignalFrame } from './frames.js';

/** How each kind of WebRTC signalling is written: the frame's type, and the field that holds the payload. */
export const signalWire = {
  offer: { type: 'webrtc-offer', field: 'offer' },
  answer: { type: 'webrtc-answer', field: 'answer' },
  'ice-candidate': { type: 'webrtc-ice-candidate', field: 'candidate' },
} as const satisfies Record<SignalKind, { type: SendSignalFrame['type']; field: string }>;
