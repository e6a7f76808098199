/** WebRTC signalling from one participant of a room to another. */

import type { Identifier } from './parts.js';

interface SignalAddress {
  readonly roomId: Identifier;
  readonly fromUserId: Identifier;
  readonly toUserId: Identifier;
}

export interface SendOfferFrame extends SignalAddress {
  readonly type: 'webrtc-offer';
  /** Any JSON value. */
  readonly offer: unknown;
}

export interface SendAnswerFrame extends SignalAddress {
  readonly type: 'webrtc-answer';
  /** Any JSON value. */
  readonly answer: unknown;
}

export interface SendIceCandidateFrame extends SignalAddress {
  readonly type: 'webrtc-ice-candidate';
  /** Any JSON value. */
  readonly candidate: unknown;
}

export type SendSignalFrame = SendOfferFrame | SendAnswerFrame | SendIceCandidateFrame;

interface SignalSource {
  readonly roomId: Identifier;
  readonly fromUserId: Identifier;
}

export interface OfferFrame extends SignalSource {
  readonly type: 'webrtc-offer';
  readonly offer: unknown;
}

export interface AnswerFrame extends SignalSource {
  readonly type: 'webrtc-answer';
  readonly answer: unknown;
}

export interface IceCandidateFrame extends SignalSource {
  readonly type: 'webrtc-ice-candidate';
  readonly candidate: unknown;
}

export type SignallingClientFrame = SendSignalFrame;
export type SignallingServerFrame = OfferFrame | AnswerFrame | IceCandidateFrame;
