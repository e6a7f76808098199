import { describe, expect, it } from 'vitest';

import { type CallboardOptions, createCallboard } from '../../src/index.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { onFreePorts } from '../support/servers/ports.js';
import { startServer } from '../support/servers/server.js';

const quiet: CallboardOptions = { ...onFreePorts, logLevel: 'silent' };

describe('a server', () => {
  it('is ready from its start to its stop, and can be told to stop again', async () => {
    const callboard = createCallboard(quiet);
    expect(callboard.ready).toBe(false);
    await callboard.start();
    expect(callboard.ready).toBe(true);
    const [first, second] = [callboard.stop(), callboard.stop()];
    expect(callboard.ready).toBe(false);
    await Promise.all([first, second]);
    await callboard.stop();

    expect(callboard.connections).toBe(0);
  });

  it('can be stopped without having been started', async () => {
    const callboard = createCallboard(quiet);
    await callboard.stop();

    expect(callboard.ready).toBe(false);
  });

  it('starts once: a second start is refused and does no harm to the first', async () => {
    const { callboard, json } = await startServer();
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');

    await expect(callboard.start()).rejects.toThrow();
    expect(callboard.ready).toBe(true);
    expect(await ann.unread()).toEqual([]);
  });

  it('does not start again after a stop', async () => {
    const callboard = createCallboard(quiet);
    await callboard.start();
    await callboard.stop();

    await expect(callboard.start()).rejects.toThrow();
    expect(callboard.ready).toBe(false);
  });

  it('that is stopped while it starts is not there afterwards', async () => {
    const callboard = createCallboard(quiet);
    // Whether the start succeeds first or fails is open.
    const starting = callboard.start().catch(() => null);
    await callboard.stop();
    const port = (await starting)?.json?.port;

    expect(callboard.ready).toBe(false);
    if (port !== undefined) await expect(RawConnection.open(port)).rejects.toThrow('ECONNREFUSED');
  });
});
