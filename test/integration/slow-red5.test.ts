import { describe, expect, it } from 'vitest';

import { CrowdMember } from '../support/clients/crowd.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { startServer, type TestServer } from '../support/servers/server.js';

/**
 * Stream names so long that a few lists are more than the kernel takes for a
 * connection, and one is more than may wait. Only JSON clients can have such.
 */
const settings = { bridgeRooms: true, maxNameBytes: 65_536, maxQueuedBytes: 65_536 };
const longNames = Array.from({ length: 17 }, (_, index) => `${String(index)}${'x'.repeat(60_000)}`);
/** More than the kernel takes, however generous it is. */
const plentyBytes = 14 * 1024 * 1024;
/** Few: the more hear a list, the longer a room rests after it. */
const sleeperCount = 3;

describe('Red5 clients that do not read', () => {
  it('[R5-33] [R5-34] get few of the lists, at last the right one, and are never closed', async () => {
    const server = await startServer(settings);
    const join = (name: string): Promise<CrowdMember> =>
      CrowdMember.connect(server.red5.port, `/?room=large&streamName=${name}`);
    const names = Array.from({ length: sleeperCount }, (_, index) => `sleeper-${String(index)}`);
    const sleepers = await Promise.all(names.map(join));
    const witness = await join('witness');
    const streams = [...names, 'witness'];
    await showing([...sleepers, witness], streams);
    for (const sleeper of sleepers) sleeper.pause();

    const talker = await openStreams(server);
    streams.push(...longNames);
    await showing([witness], streams);
    for (let isOn = false; bytesOf(witness) < plentyBytes || isOn; isOn = !isOn) {
      talker.act(isOn ? 'stop-streaming' : 'start-streaming');
      await showing([witness], isOn ? streams : [...streams, 'talker']);
    }
    for (const sleeper of sleepers) sleeper.resume();
    await showing(sleepers, streams);
    for (const sleeper of sleepers) {
      expect(sleeper.sizes.length).toBeLessThan(witness.sizes.length);
    }

    // They hear of what comes after that, too.
    talker.act('start-streaming');
    await showing([...sleepers, witness], [...streams, 'talker']);
    expect(sleepers.filter(({ isClosed }) => isClosed)).toEqual([]);
  });
});

/** @returns somebody else of the JSON port, who does not stream yet */
async function openStreams({ json }: TestServer): Promise<JsonParticipant> {
  for (const [index, streamName] of longNames.entries()) {
    const streamer = await JsonParticipant.join(json.url, 'large', `streamer-${String(index)}`);
    streamer.act('start-streaming', { streamName });
    await streamer.next('user-streaming-started');
  }
  return JsonParticipant.join(json.url, 'large', 'talker');
}

/** Resolves when the newest list of each is this one. */
async function showing(members: readonly CrowdMember[], streams: readonly string[]): Promise<void> {
  const expected = JSON.stringify({ room: 'large', streams });
  for (const member of members) await member.until(() => member.newest === expected);
}

function bytesOf({ sizes }: CrowdMember): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
