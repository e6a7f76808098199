import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';

import { mintToken } from '../../src/auth/mint.js';
import { createTokenVerifier } from '../../src/auth/verifier.js';
import { planRun } from '../../src/cli/plan.js';
import { describeSetting, settingNames } from '../../src/settings/settings.js';
import { testSecret } from '../support/doubles/signed-tokens.js';

const env = { CALLBOARD_AUTH_JWT_SECRET: testSecret };
const now = 1_700_000_000_000;

async function claimsOf(args: readonly string[], more: Record<string, string> = {}) {
  const plan = planRun({ args: ['token', ...args], env: { ...env, ...more }, version: '0' });
  if (plan.kind !== 'mint') throw new Error(JSON.stringify(plan));
  return decodeJwt(await mintToken(plan.wishes, plan.secret, now));
}

function mistakesOf(args: readonly string[], given: Record<string, string> = env) {
  const plan = planRun({ args: ['token', ...args], env: given, version: '0' });
  return plan.kind === 'refuse' ? plan.mistakes : [];
}

describe('callboard token', () => {
  it('makes a token for anybody, anywhere, for an hour', async () => {
    const iat = now / 1000;
    expect(await claimsOf([])).toEqual({ iat, exp: iat + 3600 });
  });

  it('puts what is asked for into it', async () => {
    const args = ['--user', 'ann', '--name=Ann', '--room', 'a', '--permissions', 'join, chat'];
    const auth = ['--auth-jwt-issuer', 'me'];
    const claims = await claimsOf([...args, ...auth, '--expires-in', '15m'], {
      CALLBOARD_AUTH_JWT_AUDIENCE: 'rooms',
      CALLBOARD_AUTH_JWT_ISSUER: 'somebody else',
      // What is not for tokens is not looked at.
      CALLBOARD_JSON_PORT: 'nonsense',
    });
    expect(claims).toMatchObject({ sub: 'ann', name: 'Ann', room: 'a', iss: 'me', aud: 'rooms' });
    expect(claims).toMatchObject({ permissions: ['join', 'chat'], exp: now / 1000 + 900 });
    expect(await claimsOf(['--room', 'a', '--room', 'b-*'])).toMatchObject({ rooms: ['a', 'b-*'] });
  });

  it.each([
    ['30', 30],
    ['30s', 30],
    ['2h', 7200],
    ['7d', 604_800],
    ['never', undefined],
  ])('lets it last %s', async (text, seconds) => {
    const { exp } = await claimsOf(['--expires-in', text]);
    expect(exp).toBe(seconds === undefined ? undefined : now / 1000 + seconds);
  });

  it('signs so that a server with the same secret takes it', async () => {
    const wishes = { user: 'ann', name: null, rooms: [], permissions: null, expiresInSeconds: 60 };
    const token = await mintToken({ ...wishes, issuer: null, audience: null }, testSecret, now);
    const verify = createTokenVerifier({
      trusted: { kind: 'secret', secret: testSecret },
      issuer: null,
      audience: null,
      clock: () => now,
      onUnavailable: () => undefined,
    });
    expect(await verify(token)).toMatchObject({ sub: 'ann' });
  });

  it.each<[readonly string[], string]>([
    [['ann'], 'What is "ann"?'],
    [['--usr', 'ann'], 'There is no flag --usr. Did you mean --user?'],
    [['--json-port', '1'], 'There is no flag --json-port.'],
    [['--user'], '--user needs a value.'],
    [['--permissions', 'fly'], '--permissions takes some of join, stream, chat'],
    [['--expires-in', '1 week'], '--expires-in takes 30s, 15m, 1h, 7d or never.'],
  ])('refuses %j', (args, mistake) => {
    expect(mistakesOf(args)).toEqual([expect.stringContaining(mistake)]);
  });

  it('needs a secret that is long enough, and does not show it', () => {
    expect(mistakesOf([], {})).toEqual([
      'A token is signed with the secret in CALLBOARD_AUTH_JWT_SECRET or --auth-jwt-secret.',
    ]);
    for (const args of [
      ['--auth-jwt-secret', 'too short'],
      ['--auth-jwt-secrt', 'too short'],
    ]) {
      expect(mistakesOf(args).length).toBeGreaterThan(0);
      expect(mistakesOf(args).join()).not.toContain('too short');
    }
  });

  it('explains itself', () => {
    const plan = planRun({ args: ['token', '--help'], env: {}, version: '0' });
    expect(plan).toMatchObject({
      kind: 'print',
      text: expect.stringContaining('callboard token') as unknown,
    });
  });
});

describe('secrets on the command line', () => {
  const secrets = settingNames.filter((name) => name === 'authJwtSecret');

  it.each(secrets)('are shown by no mistake and by no --print-config: %s', (name) => {
    const { flag, environmentName } = describeSetting(name);
    const secret = `-hunter2 ${'x'.repeat(40)}`;
    const runs = [
      { args: [flag, secret], env: {} },
      { args: [`${flag}=${secret}`, '--print-config'], env: {} },
      { args: ['--print-config'], env: { [environmentName]: secret } },
      { args: ['--print-config'], env: { [environmentName]: '-hunter2' } },
      { args: [`${flag}s`, secret], env: {} },
      { args: [`${flag}=${secret}`, '--auth-jwks-url', 'https://a.example.org'], env: {} },
    ];
    for (const run of runs) {
      const plan = planRun({ ...run, version: '0' });
      expect(['print', 'refuse']).toContain(plan.kind);
      expect(JSON.stringify(plan)).not.toContain('hunter2');
    }
  });
});
