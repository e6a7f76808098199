import { describe, expect, it } from 'vitest';

import { defaultRecovery, type LinkCondition } from '../../../src/client/webrtc/recovery.js';

/** A connection that stands. */
const healthy: LinkCondition = {
  connectionState: 'connected',
  signalingState: 'stable',
  isAgreed: true,
  isAwaitingOffer: false,
  isPolite: false,
  attempts: 0,
};

describe('a connection', () => {
  it('is left alone while it stands', () => {
    expect(defaultRecovery(healthy)).toBeNull();
  });

  it('is restarted soon when it has failed, first by the impolite', () => {
    const failed = { ...healthy, connectionState: 'failed' } as const;
    expect(defaultRecovery(failed)).toEqual({ remedy: 'restart', afterMs: 500 });
    expect(defaultRecovery({ ...failed, isPolite: true })).toEqual({
      remedy: 'restart',
      afterMs: 2000,
    });
  });

  it('is given some seconds to come back by itself', () => {
    const gap = { ...healthy, connectionState: 'disconnected' } as const;
    expect(defaultRecovery(gap)).toEqual({ remedy: 'restart', afterMs: 3000 });
  });

  it('is made anew when restarts have come to nothing', () => {
    const failed = { ...healthy, connectionState: 'failed', attempts: 3 } as const;
    expect(defaultRecovery(failed)).toEqual({ remedy: 'renew', afterMs: 4000 });
  });

  it('is waited for longer each time, up to 30 s', () => {
    const failed = { ...healthy, connectionState: 'failed' } as const;
    const waits = [0, 1, 2, 20].map(
      (attempts) => defaultRecovery({ ...failed, attempts })?.afterMs,
    );
    expect(waits).toEqual([500, 1000, 2000, 30_000]);
  });

  it('whose offer is not answered makes it again', () => {
    expect(defaultRecovery({ ...healthy, signalingState: 'have-local-offer' })).toEqual({
      remedy: 'repeat',
      afterMs: 5000,
    });
  });

  it('that waits for an offer in vain makes one itself', () => {
    expect(defaultRecovery({ ...healthy, isAwaitingOffer: true })).toEqual({
      remedy: 'offer',
      afterMs: 3000,
    });
  });
});
