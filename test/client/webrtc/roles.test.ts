import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  comesFirst,
  hasStarted,
  isPolite,
  makesOffer,
  needsConnection,
} from '../../../src/client/webrtc/roles.js';

const identifiers = fc.oneof(fc.string(), fc.integer(), fc.integer().map(String));

describe('of two participants', () => {
  it('exactly one comes first, and both agree on which', () => {
    fc.assert(
      fc.property(identifiers, identifiers, (one, other) => {
        fc.pre(one !== other);
        expect(comesFirst(one, other)).toBe(!comesFirst(other, one));
        expect(isPolite(one, other)).toBe(!isPolite(other, one));
      }),
    );
  });

  it('exactly one makes the offer as soon as one streams', () => {
    fc.assert(
      fc.property(identifiers, identifiers, fc.boolean(), fc.boolean(), (a, b, own, other) => {
        fc.pre(a !== b);
        const offers = [
          makesOffer(a, b, { own, other }),
          makesOffer(b, a, { own: other, other: own }),
        ];
        expect(offers.filter(Boolean)).toHaveLength(needsConnection({ own, other }) ? 1 : 0);
      }),
    );
  });

  it('the lower text comes first, as the clients in the field compare them', () => {
    expect(comesFirst('alice', 'bob')).toBe(true);
    expect(comesFirst('Zoe', 'alice')).toBe(true);
    expect(comesFirst('user-10', 'user-9')).toBe(true);
  });

  it('the lower number comes first, and before the same digits as text', () => {
    expect(comesFirst(9, 10)).toBe(true);
    expect(comesFirst(42, '42')).toBe(true);
  });

  it('the one who streams offers to the one who does not', () => {
    expect(makesOffer('z', 'a', { own: true, other: false })).toBe(true);
    expect(makesOffer('a', 'z', { own: false, other: true })).toBe(false);
  });

  it('the lower offers if both stream, and its offer stands when two collide', () => {
    expect(makesOffer('a', 'z', { own: true, other: true })).toBe(true);
    expect(makesOffer('z', 'a', { own: true, other: true })).toBe(false);
    expect(isPolite('a', 'z')).toBe(false);
  });

  it('nobody has started who streamed already', () => {
    const both = { own: true, other: true };
    expect(hasStarted(both, both)).toBe(false);
    expect(hasStarted({ own: true, other: false }, both)).toBe(true);
    expect(hasStarted(both, { own: false, other: true })).toBe(false);
  });
});
