import { mkdirSync, copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeCertificate } from '../support/servers/certificate.js';
import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { TestSocket } from '../support/clients/websocket.js';

async function expectTls(cli: CliProcess, ca: string): Promise<void> {
  const { json, red5 } = await cli.listening();
  const alice = await JsonParticipant.connect(`wss://localhost:${json}`, { ca });
  expect(await alice.join('r', 'alice')).toMatchObject({ roomId: 'r' });
  const bob = new TestSocket(`wss://localhost:${red5}/?room=r&streamName=bob`, { ca });
  expect(await bob.texts.next()).toBe('{"room":"r","streams":["bob"]}');
  expect(await cli.logged('listening')).toMatchObject({ tls: true });
}

describe.runIf(isCliBuilt())('the program with TLS', () => {
  it('serves both protocols with the certificate of its settings', async () => {
    const { certFile, keyFile, cert } = makeCertificate();
    const cli = CliProcess.serve([`--tls-cert-file=${certFile}`, `--tls-key-file=${keyFile}`]);
    await expectTls(cli, cert);
  });

  it('takes the files of the replaced servers with SSL=true', async () => {
    const { certFile, keyFile, cert } = makeCertificate();
    const cwd = dirname(certFile);
    mkdirSync(join(cwd, 'cert'));
    copyFileSync(certFile, join(cwd, 'cert/certificate.crt'));
    copyFileSync(keyFile, join(cwd, 'cert/privateKey.key'));
    await expectTls(CliProcess.serve([], { cwd, env: { SSL: 'true' } }), cert);
  });

  it('refuses a key that is not the certificate’s', async () => {
    const { certFile } = makeCertificate();
    const { keyFile } = makeCertificate();
    const cli = CliProcess.serve([`--tls-cert-file=${certFile}`, `--tls-key-file=${keyFile}`]);
    expect(await cli.exited).toEqual({ code: 2, signal: null });
    expect(cli.stderr).toContain('tlsKeyFile is not the key of the certificate in tlsCertFile');
  });

  it('does not speak without TLS on those ports', async () => {
    const { certFile, keyFile } = makeCertificate();
    const cli = CliProcess.serve([`--tls-cert-file=${certFile}`, `--tls-key-file=${keyFile}`]);
    const { json } = await cli.listening();
    const plain = new TestSocket(`ws://localhost:${json}`);
    expect(await plain.closed).toMatchObject({ code: 1006 });
  });
});
