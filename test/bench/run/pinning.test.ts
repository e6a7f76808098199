import { describe, expect, it } from 'vitest';

import { coresIn, decidePinning, pinned } from '../../../bench/run/pinning.js';

const means = { cores: [0, 1, 2, 5], hasTaskset: true };

describe('pinning to cores', () => {
  it('gives the server one core and the generators the others', () => {
    const pinning = { server: 5, generators: [0, 1, 2] };
    expect(decidePinning('auto', true, means)).toEqual({ kind: 'pinned', pinning });
    expect(decidePinning('on', true, means)).toEqual({ kind: 'pinned', pinning });
    expect(decidePinning('off', true, means)).toMatchObject({ kind: 'free' });
  });

  for (const [reason, startsServer, lesser] of [
    ['only one core', true, { ...means, cores: [3] }],
    ['no taskset', true, { ...means, hasTaskset: false }],
    ['not started here', false, means],
  ] as const) {
    it(`says that there is none with ${reason}, and refuses if it is asked for`, () => {
      const decision = decidePinning('auto', startsServer, lesser);
      expect(decision.kind === 'free' ? decision.reason : '').toContain(reason);
      expect(() => decidePinning('on', startsServer, lesser)).toThrow(reason);
    });
  }

  it('reads the lists of the system', () => {
    expect(coresIn('0-2,8,10-11')).toEqual([0, 1, 2, 8, 10, 11]);
  });

  it('starts a program through taskset, or as it is', () => {
    const args = ['--cpu-list', '0,2', 'node', 'a.js'];
    expect(pinned([0, 2], 'node', ['a.js'])).toEqual({ file: 'taskset', args });
    expect(pinned(null, 'node', ['a.js'])).toEqual({ file: 'node', args: ['a.js'] });
  });
});
