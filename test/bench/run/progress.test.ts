import { afterEach, describe, expect, it, vi } from 'vitest';

import { ProgressView } from '../../../bench/run/progress.js';
import { times } from '../../support/documents/bench-results.js';

function view(output: { isTTY: boolean; columns: number }) {
  const written: string[] = [];
  return { written, view: new ProgressView({ ...output, write: (text) => written.push(text) }) };
}

describe('the progress of a run', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is one line with phase, time left, rate, errors and times, elsewhere than on a terminal', () => {
    const { written, view: one } = view({ isTTY: false, columns: 0 });
    one.add(7, times(1, 2, 3).encode());
    one.show('chat', 2, 11.2);
    one.end();
    expect(written.join('')).toMatch(
      /^chat, 12 s left: \d+ deliveries\/s, 2 errors, p50 2[.]0 ms, p99 3[.]0 ms\n$/,
    );
  });

  it('replaces its line on a terminal and never fills it', () => {
    vi.stubEnv('TERM', 'xterm');
    const { written, view: one } = view({ isTTY: true, columns: 30 });
    one.say('short');
    one.show('red5-conference', 0, 100);
    one.end();
    expect(written[0]).toBe('\r\u001b[Kshort');
    expect(written[1]).toHaveLength('\r\u001b[K'.length + 29);
    expect(written[1]).toMatch(/…$/);
    expect(written[2]).toBe('\r\u001b[K');
  });

  it('writes plain lines on a terminal that knows no commands', () => {
    vi.stubEnv('TERM', 'dumb');
    const { written, view: one } = view({ isTTY: true, columns: 80 });
    one.say('connecting');
    expect(written).toEqual(['connecting\n']);
  });
});
