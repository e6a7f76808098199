import { describe, expect, it } from 'vitest';

import { Admission, type AdmissionLimits } from '../../src/limits/admission.js';

const unlimited: AdmissionLimits = {
  maxConnections: 0,
  maxConnectionsPerAddress: 0,
  connectRatePerAddressPerSecond: 0,
};

function admission(limits: Partial<AdmissionLimits>, refuses = true) {
  const clock = { now: 0 };
  const exceeded: string[] = [];
  const door = new Admission({
    limits: { ...unlimited, ...limits },
    now: () => clock.now,
    refuses: (limit) => {
      exceeded.push(limit);
      return refuses;
    },
  });
  return { door, clock, exceeded };
}

const tooMany = { code: 'too-many-connections' };

describe('admission', () => {
  it('lets everyone in where there is no limit', () => {
    const { door, exceeded } = admission({});
    for (let count = 0; count < 1000; count += 1) expect(door.enter('192.0.2.1')).toBeNull();
    expect(door.joinDelayMs('192.0.2.1')).toBe(0);
    expect(exceeded).toEqual([]);
  });

  it('bounds the connections in all, and lets one in for each that goes', () => {
    const { door, exceeded } = admission({ maxConnections: 2 });
    expect(['a', 'b', 'c'].map((address) => door.enter(address))).toEqual([null, null, tooMany]);
    expect(exceeded).toEqual(['maxConnections']);
    door.leave('a');
    expect([door.enter('c'), door.enter('a')]).toEqual([null, tooMany]);
  });

  it('bounds the connections of one address, and nobody else’s', () => {
    const { door, exceeded } = admission({ maxConnectionsPerAddress: 1 });
    expect(['a', 'a', 'b'].map((address) => door.enter(address))).toEqual([null, tooMany, null]);
    expect(exceeded).toEqual(['maxConnectionsPerAddress']);
    door.leave('a');
    expect(door.enter('a')).toBeNull();
  });

  it('bounds how fast one address connects, and says when to try again', () => {
    const { door, clock } = admission({ connectRatePerAddressPerSecond: 2 });
    expect([door.enter('a'), door.enter('a')]).toEqual([null, null]);
    expect(door.enter('a')).toEqual({ code: 'rate-limited', retryAfterMs: 500 });
    expect(door.enter('b')).toBeNull();
    clock.now = 500;
    expect(door.enter('a')).toBeNull();
  });

  it('bounds how fast one address joins, apart from how fast it connects', () => {
    const { door, clock } = admission({ connectRatePerAddressPerSecond: 1 });
    expect(door.enter('a')).toBeNull();
    expect([door.joinDelayMs('a'), door.joinDelayMs('a')]).toEqual([0, 1000]);
    clock.now = 1000;
    expect(door.joinDelayMs('a')).toBe(0);
  });

  it('counts those that it would refuse, and lets them in, if it is told to', () => {
    const { door, exceeded } = admission(
      { maxConnections: 1, connectRatePerAddressPerSecond: 1 },
      false,
    );
    expect([door.enter('a'), door.enter('a')]).toEqual([null, null]);
    expect(door.joinDelayMs('a') + door.joinDelayMs('a')).toBe(0);
    expect(exceeded).toEqual([
      'maxConnections',
      'connectRatePerAddressPerSecond',
      'connectRatePerAddressPerSecond',
    ]);
  });

  it('forgets an address that is gone, once nothing can be held against it', () => {
    const { door, clock } = admission({ connectRatePerAddressPerSecond: 1 });
    door.enter('gone');
    door.leave('gone');
    door.enter('here');
    door.tick();
    expect(door.size).toBe(2);
    clock.now = 1000;
    door.tick();
    expect(door.size).toBe(1);
    door.leave('here');
    door.tick();
    expect(door.size).toBe(0);
  });
});
