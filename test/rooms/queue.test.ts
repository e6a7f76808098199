import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Queue } from '../../src/rooms/queue.js';

describe('a queue', () => {
  it('gives back what went in, oldest first, however long it is used', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 30 }), (lengths) => {
        const queue = new Queue<number>();
        const model: number[] = [];
        let next = 0;
        for (const [index, length] of lengths.entries()) {
          for (let count = 0; count < length; count += 1) {
            if (index % 2 === 0) {
              queue.add(next);
              model.push(next);
              next += 1;
            } else {
              queue.drop();
              model.shift();
            }
            expect([queue.size, queue.oldest]).toEqual([model.length, model[0]]);
          }
          expect(queue.toArray()).toEqual(model);
        }
      }),
    );
  });
});
