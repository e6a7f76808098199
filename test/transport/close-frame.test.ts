import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fitCloseReason, isGoodbye, isSendableCloseCode } from '../../src/transport/close-frame.js';

describe('what a close frame can carry', () => {
  it.each([1000, 1003, 1007, 1012, 1014, 3000, 4000, 4999])('takes code %i', (code) => {
    expect(isSendableCloseCode(code)).toBe(true);
  });

  it.each([-1, 0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 70_000, Number.NaN])(
    'does not take code %i',
    (code) => {
      expect(isSendableCloseCode(code)).toBe(false);
    },
  );

  it('leaves a reason that fits as it is', () => {
    expect(fitCloseReason('going away')).toBe('going away');
    expect(fitCloseReason('x'.repeat(123))).toBe('x'.repeat(123));
  });

  it('cuts a long reason between characters', () => {
    expect(fitCloseReason('🎥'.repeat(100))).toBe('🎥'.repeat(30));
  });

  it('is valid UTF-8 of at most 123 bytes, whatever the reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (reason) => {
        const fitted = fitCloseReason(`\ud800${reason}`);
        expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(123);
        expect(Buffer.from(fitted).toString()).toBe(fitted);
      }),
    );
  });

  it.each([
    [1000, true],
    [1001, true],
    [1005, true],
    [1006, false],
    [1011, false],
    [4000, false],
  ])('takes a close with code %i for a goodbye: %s', (code, goodbye) => {
    expect(isGoodbye(code)).toBe(goodbye);
  });
});
