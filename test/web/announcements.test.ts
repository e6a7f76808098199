import { describe, expect, it } from 'vitest';

import type { Participant } from '../../src/client/index.js';
import { changesOf } from '../../src/web/demo/room/changes-of.js';

function person(userId: string, fields: Partial<Participant> = {}): Participant {
  return {
    userId,
    userName: userId,
    isStreaming: false,
    streamName: null,
    isAway: false,
    ...fields,
  };
}

const me = person('me');
const ann = person('ann');

describe('what screen readers are told of a room', () => {
  it.each([
    ['who joins', [me], [me, ann], ['ann has joined.']],
    ['who leaves', [me, ann], [me], ['ann has left.']],
    ['who goes on stage', [ann], [person('ann', { isStreaming: true })], ['ann is on stage.']],
    ['who leaves it', [person('ann', { isStreaming: true })], [ann], ['ann has left the stage.']],
    ['who is away', [ann], [person('ann', { isAway: true })], ['ann is away.']],
    ['who is back', [person('ann', { isAway: true })], [ann], ['ann is back.']],
    ['nothing about oneself', [], [person('me', { isStreaming: true })], []],
    ['nothing where nothing has happened', [me, ann], [me, person('ann')], []],
  ])('is %s', (_what, before, after, sentences) => {
    expect(changesOf(before, after, 'me')).toEqual(sentences);
  });

  it('is one sentence where too much has happened', () => {
    const crowd = Array.from({ length: 20 }, (_, index) => person(`guest ${index}`));
    expect(changesOf([me], [me, ...crowd], 'me')).toEqual(['21 people are here now.']);
  });

  it('has no name in it that could turn the sentence around', () => {
    expect(changesOf([], [person('x', { userName: '\u202eann' })], 'me')).toEqual([
      'ann has joined.',
    ]);
  });
});
