import { describe, expect, it } from 'vitest';

import { isLoadTesterBuilt, measure } from '../../support/servers/load-tester.js';
import {
  everything,
  startEventsServer,
  type Telling,
} from '../../support/servers/room-events-server.js';
import { startServer } from '../../support/servers/server.js';

/** Does something else with one frame of a kind, and is right in everything else. */
function withOne(isIt: (type: string) => boolean, place: number, fault: Telling): Telling {
  let count = 0;
  return (frame, to, cut) => {
    if (!isIt(frame.type) || !to.endsWith('-0')) return [frame];
    count += 1;
    return (count === place ? fault : everything)(frame, to, cut);
  };
}

const isStream = (type: string): boolean => type.startsWith('user-streaming');
const small = ['--rooms=1', '--members=3', '--settle-seconds=0.5', '--join-rate=0'];

async function measureFlaps(telling: Telling) {
  const url = await startEventsServer(telling);
  const flags = ['--flap-rate=20', '--seconds=0.5', `--json-url=${url}`];
  return await measure('stream-flap', [...small, ...flags]);
}

async function measureStorm(telling: Telling, resumeToken: string | null = null) {
  const url = await startEventsServer(telling, resumeToken);
  return await measure('reconnect-storm', [...small, `--json-url=${url}`]);
}

describe.skipIf(!isLoadTesterBuilt())('a load test of streams', () => {
  it('finds nothing wrong with a server that tells everything', async () => {
    const { result } = await measureFlaps(everything);
    expect(result.wrong).toEqual([]);
    expect(result.deliveries).toBe(30);
  });

  it('fails for a change that one was not told of', async () => {
    const { code, result } = await measureFlaps(withOne(isStream, 10, () => []));
    expect(code).toBe(3);
    // It was the last one, so the room is another than this member knows.
    expect(result).toMatchObject({ lost: 1, doubled: 0, wrongRooms: 1 });
  });

  it('fails for a change that one was told of twice', async () => {
    const { code, result } = await measureFlaps(withOne(isStream, 3, (frame) => [frame, frame]));
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, doubled: 1, wrongRooms: 0 });
  });

  it('fails for changes of which one was told later than of those after them', async () => {
    let held: Parameters<Telling>[0] | null = null;
    const { code, result } = await measureFlaps((frame, to) => {
      if (!isStream(frame.type) || !to.endsWith('-0')) return [frame];
      if (held === null) {
        held = frame;
        return [];
      }
      const first = held;
      held = { type: 'none', userId: '' };
      return first.type === 'none' ? [frame] : [frame, first];
    });
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, doubled: 0, disagreeing: 1 });
  });

  it('fails for a stream of another run', async () => {
    const strange: Telling = (frame) => [{ ...frame, streamName: 'elsewhere' }];
    const { code, result } = await measureFlaps(withOne(isStream, 3, strange));
    expect(code).toBe(3);
    expect(result).toMatchObject({ foreign: 1 });
  });

  it('fails for a list that is wrong at the end', async () => {
    const nobody: Telling = (frame) => [{ ...frame, participants: [] }];
    const { code, result } = await measureFlaps(withOne(isStream, 10, nobody));
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, wrongRooms: 1 });
  });
});

describe.skipIf(!isLoadTesterBuilt())('a load test of lost connections', () => {
  it('fails for a member who is not let in again', async () => {
    let joins = 0;
    const { code, result } = await measureStorm((frame, to) => {
      if (frame.type !== 'room-joined' || !to.endsWith('-0')) return [frame];
      joins += 1;
      return joins === 1 ? [frame] : [];
    });
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 1, deliveries: 2 });
  });

  it('fails for a list with somebody twice', async () => {
    let joins = 0;
    const { code, result } = await measureStorm((frame, to) => {
      if (frame.type !== 'room-joined' || !to.endsWith('-0')) return [frame];
      joins += 1;
      const { participants = [] } = frame;
      return joins === 1
        ? [frame]
        : [{ ...frame, participants: [...participants, ...participants] }];
    });
    expect(code).toBe(3);
    expect(result.doubled).toBeGreaterThan(0);
  });

  it('fails for members who do not hear of the others’ return', async () => {
    const gone = new Set<string>();
    const url = await startEventsServer((frame) => {
      if (frame.type === 'user-left') gone.add(frame.userId);
      return frame.type === 'user-joined' && gone.has(frame.userId) ? [] : [frame];
    });
    // One after the other: the first to break is back before the next one does.
    const { code, result } = await measure('reconnect-storm', [
      ...small,
      '--reconnect-rate=5',
      `--json-url=${url}`,
    ]);
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0 });
    expect(result.wrongRooms).toBeGreaterThan(0);
  });

  it('fails for a resume token that is no good', async () => {
    const { code, result } = await measureStorm(everything, 'token');
    expect(code).toBe(3);
    expect(result.complaints).toEqual({ 'a resume token was no good': 3 });
  });
});

describe.skipIf(!isLoadTesterBuilt())('a load test of slow readers', () => {
  const slow = ['--slow-share=34', '--rate=20', '--bytes=100', '--seconds=0.5'];

  async function measureSlow(telling: Telling) {
    const url = await startEventsServer(telling);
    return await measure('slow-readers', [...small, ...slow, `--json-url=${url}`]);
  }

  const isChat = (type: string): boolean => type === 'chat-message';

  it('fails for a slow reader that was neither cut nor told everything', async () => {
    const { code, result } = await measureSlow((frame, to) =>
      isChat(frame.type) && to.endsWith('-2') ? [] : [frame],
    );
    expect(code).toBe(3);
    expect(result.outcomes).toMatchObject({ slowReaders: 1, slowBehind: 1 });
    expect(result).toMatchObject({ lost: 10, deliveries: 20 });
  });

  it('counts a slow reader that was cut without a word', async () => {
    const { result } = await measureSlow((frame, to, cut) => {
      if (isChat(frame.type) && to.endsWith('-2')) cut();
      return [frame];
    });
    expect(result.wrong).toEqual([]);
    expect(result.outcomes).toMatchObject({ slowCut: 1, slowTold: 0, slowCaughtUp: 0 });
  });

  it('fails for somebody cut who read in time', async () => {
    const { code, result } = await measureSlow(
      withOne(isChat, 3, (frame, _to, cut) => {
        cut();
        return [frame];
      }),
    );
    expect(code).toBe(3);
    expect(result.complaints).toHaveProperty(['closed with 1006']);
  });
});

describe.skipIf(!isLoadTesterBuilt())('a load test of rooms on both ports', () => {
  it('fails where those of the one do not hear of those of the other', async () => {
    const { json, red5 } = await startServer({ rateLimitPerSecond: 0 });
    const { code, result } = await measure('mixed', [
      '--rooms=1',
      '--members=4',
      '--seconds=0.5',
      '--settle-seconds=0.5',
      '--churn=0',
      '--rate=4',
      '--flap-rate=4',
      `--json-url=${json.url}`,
      `--red5-url=${red5.url}`,
    ]);
    expect(code).toBe(3);
    // Two JSON members, of whom none hears of two Red5 members.
    expect(result).toMatchObject({ lost: 4 });
    expect(result.wrongRooms).toBeGreaterThanOrEqual(2);
  });
});
