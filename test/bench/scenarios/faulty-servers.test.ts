import { describe, expect, it } from 'vitest';

import {
  type ChatFault,
  noFault,
  startFaultyServer,
} from '../../support/servers/faulty-room-server.js';
import { isLoadTesterBuilt, measure } from '../../support/servers/load-tester.js';

/** Does something else with the third message. */
function withThird(fault: ChatFault): ChatFault {
  let count = 0;
  return (frame, pass) => {
    count += 1;
    (count === 3 ? fault : noFault)(frame, pass);
  };
}

/** Holds one message back until the next has gone. */
function swapping(): ChatFault {
  let held: string | null = null;
  let count = 0;
  return (frame, pass) => {
    count += 1;
    if (count === 3) {
      held = frame;
      return;
    }
    pass(frame);
    if (held !== null) pass(held);
    held = null;
  };
}

const chat = ['--rooms=1', '--rate=20', '--seconds=0.5', '--settle-seconds=0.5'];

async function measureChat(fault: ChatFault, members: number) {
  const url = await startFaultyServer(fault);
  return await measure('chat', [...chat, `--members=${String(members)}`, `--json-url=${url}`]);
}

describe.skipIf(!isLoadTesterBuilt())('a load test', () => {
  it('finds nothing wrong with a server that does everything right', async () => {
    const { code, result } = await measureChat(noFault, 3);
    expect(result.wrong).toEqual([]);
    expect(code).toBe(0);
    expect(result.server).toBeNull();
  });

  it('fails for a lost message', async () => {
    const { code, result } = await measureChat(
      withThird(() => undefined),
      3,
    );
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 1, doubled: 0, reordered: 0, foreign: 0 });
  });

  it('fails for a doubled message', async () => {
    const twice: ChatFault = (frame, pass) => {
      pass(frame);
      pass(frame);
    };
    const { code, result } = await measureChat(withThird(twice), 3);
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, doubled: 1, reordered: 0, foreign: 0 });
  });

  it('fails for messages of one sender in the wrong order', async () => {
    const { code, result } = await measureChat(swapping(), 1);
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, doubled: 0, reordered: 1, foreign: 0 });
  });

  it('fails for an order that the others did not see', async () => {
    const { code, result } = await measureChat(swapping(), 3);
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, doubled: 0, disagreeing: 1 });
  });

  it('fails for a message of another run', async () => {
    const strange: ChatFault = (frame, pass) => {
      pass(frame);
      pass(frame.replace('"content":"', '"content":"x'));
    };
    const { code, result } = await measureChat(withThird(strange), 3);
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 0, foreign: 1 });
  });

  it('fails for a list of participants that is not right at the end', async () => {
    const url = await startFaultyServer(noFault, 1);
    const storm = ['--rooms=1', '--members=4', '--settle-seconds=0.5', `--json-url=${url}`];
    const { code, result } = await measure('join-storm', storm);
    expect(code).toBe(3);
    // All but the last, who has the list of its own join.
    expect(result).toMatchObject({ lost: 0, wrongRooms: 3 });
  });
});
