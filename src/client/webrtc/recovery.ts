/** The state of a peer connection, seen from outside. */
export interface LinkCondition {
  readonly connectionState: RTCPeerConnectionState;
  readonly signalingState: RTCSignalingState;
  /** Whether the two have agreed on anything yet. */
  readonly isAgreed: boolean;
  /** Whether the other one is expected to make an offer. */
  readonly isAwaitingOffer: boolean;
  /** Whether one's own offer is the one that goes when two collide. */
  readonly isPolite: boolean;
  /** The number of tries since the connection last stood: 0, 1, 2 … */
  readonly attempts: number;
}

/**
 * A thing to try: `offer` although the other one should have; `repeat` the offer
 * that was not answered; `restart` ICE; `renew` the connection altogether.
 */
export type Remedy = 'offer' | 'repeat' | 'restart' | 'renew';

/** The remedy to try, and the time to wait for things to mend by themselves, in ms. */
export interface Recovery {
  readonly remedy: Remedy;
  readonly afterMs: number;
}

/** Decides what to do about a connection that does not stand; null: nothing is wrong. */
export type RecoveryPolicy = (condition: LinkCondition) => Recovery | null;

/** ICE restarts that come to nothing before the whole connection is made anew. */
const restartsMax = 3;

/** The longest wait of all, in ms. */
const waitMsMax = 30_000;

/** A browser takes 15 s or so to give a connection up; what is slower than this will not come. */
const connectMs = 20_000;

/**
 * The default: whoever comes first acts first, so that the two do not get into
 * each other's way, and every attempt waits twice as long as the one before.
 */
export const defaultRecovery: RecoveryPolicy = (condition) => {
  const { connectionState, signalingState, isAgreed, isAwaitingOffer, attempts } = condition;
  const after = (remedy: Remedy, ms: number): Recovery => ({
    remedy,
    afterMs: Math.min(ms * 2 ** attempts, waitMsMax),
  });
  if (signalingState === 'have-local-offer') return after('repeat', 5000);
  if (isAwaitingOffer || !isAgreed) return after('offer', 3000);
  const remedy = attempts < restartsMax ? 'restart' : 'renew';
  const courtesyMs = condition.isPolite ? 1500 : 0;
  switch (connectionState) {
    case 'failed':
      return after(remedy, 500 + courtesyMs);
    case 'disconnected':
      // Most of these are a short gap in the network.
      return after(remedy, 3000 + courtesyMs);
    case 'new':
    case 'connecting':
      return after(remedy, connectMs + courtesyMs);
    case 'connected':
    case 'closed':
      return null;
  }
};
