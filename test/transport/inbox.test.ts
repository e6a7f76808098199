import { setImmediate as turnOver } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { Inbox } from '../../src/transport/inbox.js';

type Handled = readonly [receiver: string, text: string, at: number];

function filled(...texts: readonly string[]): {
  readonly inbox: Inbox<string>;
  readonly handled: Handled[];
} {
  const handled: Handled[] = [];
  const inbox = new Inbox<string>((receiver, message, at) => {
    handled.push([receiver, Buffer.from(message).toString(), at]);
  });
  for (const [index, text] of texts.entries()) inbox.add('ada', bytesOf(text), index);
  return { inbox, handled };
}

function bytesOf(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

describe('messages that wait for the end of the turn', () => {
  it('are handled then, in the order in which they came', async () => {
    const { inbox, handled } = filled('one', 'two');
    inbox.add('bob', bytesOf('three'), 7);
    expect(handled).toEqual([]);
    expect(inbox.isEmpty).toBe(false);
    await turnOver();
    expect(handled).toEqual([
      ['ada', 'one', 0],
      ['ada', 'two', 1],
      ['bob', 'three', 7],
    ]);
    expect(inbox.isEmpty).toBe(true);
  });

  it('are handled earlier if something must come after them, and only once', async () => {
    const { inbox, handled } = filled('one');
    inbox.flush();
    expect(handled).toHaveLength(1);
    await turnOver();
    expect(handled).toHaveLength(1);
  });

  it('are what they were when they came, whatever becomes of the memory that they came in', () => {
    const { inbox, handled } = filled();
    const message = bytesOf('one');
    inbox.add('ada', message, 0);
    new Uint8Array(message).fill(0);
    inbox.flush();
    expect(handled).toEqual([['ada', 'one', 0]]);
  });

  it('are handled at once when there are more than 8 MiB of them', () => {
    const { inbox, handled } = filled('one');
    inbox.add('ada', new ArrayBuffer(8 * 1024 ** 2), 1);
    expect(handled).toHaveLength(2);
    expect(inbox.isEmpty).toBe(true);
  });
});
