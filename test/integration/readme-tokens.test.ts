import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { JsonParticipant } from '../support/clients/json-participant.js';
import { readmeBlock } from '../../bench/documents/readme.js';
import { startServer } from '../support/servers/server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('mints a token by the README’s commands that lets its user in, and nobody else', async () => {
  const script = `${readmeBlock('src/auth/README.md', 'Tokens', 'sh')}printf %s "$CALLBOARD_AUTH_JWT_SECRET"`;
  const { stdout } = await promisify(execFile)('bash', ['-ec', script], { cwd: root });
  const [token = '', secret = ''] = stdout.split('\n');
  const { json } = await startServer({ authJwtSecret: secret });

  const ann = await JsonParticipant.connect(json.url);
  ann.send({ type: 'join-room', roomId: 'lobby', userId: 'ben', token });
  expect(await ann.next('error')).toMatchObject({ code: 'identity-mismatch' });
  ann.send({ type: 'join-room', roomId: 'studio', userId: 'ann', token });
  expect(await ann.next('error')).toMatchObject({ code: 'forbidden' });
  ann.send({ type: 'join-room', roomId: 'lobby', userId: 'ann', token });
  expect(await ann.next('room-joined')).toMatchObject({
    participants: [{ userId: 'ann', userName: 'Ann Lee' }],
    tokenExpiresAt: expect.any(Number) as number,
  });
});
