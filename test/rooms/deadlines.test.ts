import { describe, expect, it } from 'vitest';

import { Deadlines } from '../../src/rooms/deadlines.js';

function withThree(): Deadlines<string> {
  const deadlines = new Deadlines<string>();
  deadlines.add('first', 10);
  deadlines.add('second', 20);
  deadlines.add('third', 30);
  return deadlines;
}

describe('things that end at a time', () => {
  it('end when their time has come, not before, in the order in which they were added', () => {
    const deadlines = withThree();
    expect(deadlines.takeDue(9, 10)).toEqual([]);
    expect(deadlines.takeDue(20, 10)).toEqual(['first', 'second']);
    expect(deadlines.size).toBe(1);
    expect(deadlines.takeDue(30, 10)).toEqual(['third']);
  });

  it('end once', () => {
    const deadlines = withThree();
    deadlines.takeDue(30, 10);
    expect(deadlines.takeDue(30, 10)).toEqual([]);
  });

  it('end early if there are too many of them, the oldest first', () => {
    const deadlines = withThree();
    expect(deadlines.takeDue(0, 1)).toEqual(['first', 'second']);
    expect(deadlines.takeDue(0, 0)).toEqual(['third']);
  });

  it('do not end once they are taken back', () => {
    const deadlines = withThree();
    deadlines.delete('first');
    deadlines.delete('never there');
    expect(deadlines.takeDue(30, 10)).toEqual(['second', 'third']);
  });

  it('say when the next of them ends, and that none does', () => {
    const deadlines = withThree();
    expect(deadlines.next).toBe(10);
    deadlines.delete('first');
    expect(deadlines.next).toBe(20);
    deadlines.takeDue(30, 10);
    expect(deadlines.next).toBe(Number.POSITIVE_INFINITY);
  });
});
