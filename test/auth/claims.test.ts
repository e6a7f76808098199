import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { grantOf } from '../../src/auth/claims.js';
import { admits, allows, type Grant, permissions } from '../../src/grant.js';

const granted = (claims: object): Grant => {
  const grant = grantOf(claims);
  if (grant === null) throw new Error('no grant');
  return grant;
};

describe('the claims of a token', () => {
  it('allow anybody all but to hide if there are none', () => {
    const grant = granted({ iss: 'me', extra: { rooms: 7 } });
    expect(grant).toMatchObject({ userId: null, userName: null, rooms: null, expiresAt: null });
    const allowed = permissions.filter((permission) => allows(grant, permission));
    expect(allowed).toEqual(['join', 'stream', 'chat', 'signal', 'list']);
  });

  it('allow what they say, and ignore permissions that nobody knows', () => {
    const grant = granted({ permissions: ['chat', 'fly', 'join'] });
    expect([...grant.permissions]).toEqual(['join', 'chat']);
    expect(granted({ permissions: [] }).permissions.size).toBe(0);
  });

  it('let nobody stream who is hidden', () => {
    expect(allows(granted({ permissions: ['stream', 'hidden'] }), 'stream')).toBe(false);
    expect(allows(granted({ permissions: ['stream'] }), 'stream')).toBe(true);
  });

  it.each([
    [{ room: 'a' }, ['a'], ['b', 'A', 'a ', '']],
    [{ rooms: ['a', 'b'] }, ['a', 'b'], ['ab']],
    [{ room: 'c', rooms: ['a'] }, ['a', 'c'], ['b']],
    [{ rooms: ['class-*'] }, ['class-', 'class-1'], ['class', 'Class-1']],
    [{ rooms: ['a*b'] }, ['a*b'], ['axb']],
    [{ room: '*' }, ['', 'anything'], []],
    [{ room: '4*' }, [42, '42', 4], [24]],
    [{ rooms: [] }, [], ['a', '']],
  ])('%j are for rooms %j and not for %j', (claims, rooms, others) => {
    const isFor = (roomId: string | number): boolean =>
      admits(granted(claims), { roomId, userId: 'ann' });
    expect(rooms.map(isFor)).toEqual(rooms.map(() => true));
    expect(others.map(isFor)).toEqual(others.map(() => false));
  });

  it.each([
    { sub: 7 },
    { sub: '' },
    { name: {} },
    { room: ['a'] },
    { room: '' },
    { rooms: 'a' },
    { rooms: [7] },
    { permissions: 'join' },
    { permissions: null },
    { exp: '1' },
    null,
    [],
    'claims',
  ])('%j are none', (claims) => {
    expect(grantOf(claims)).toBeNull();
  });

  it.each([
    [1_700_000_000, 1_700_000_000_000],
    [1.5, 1500],
    [1e300, Number.MAX_SAFE_INTEGER],
    [-1, -1000],
  ])('exp %d ends them at %d', (exp, expiresAt) => {
    expect(granted({ exp }).expiresAt).toBe(expiresAt);
  });

  it('of any shape make a grant or none, and throw nothing', () => {
    const keys = fc.constantFrom('sub', 'name', 'room', 'rooms', 'permissions', 'exp', '__proto__');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (claims) => {
        const grant = grantOf(claims);
        if (grant !== null) expect(admits(grant, { roomId: 1, userId: 'x' })).toBeTypeOf('boolean');
      }),
    );
  });
});
