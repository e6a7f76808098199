import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { arrangeTiles } from '../../src/web/demo/room/arrange.js';

const gap = 10;
const desktop = { width: 1000, height: 640 };
const phone = { width: 340, height: 260 };

describe('the tiles of a stage', () => {
  it.each([
    [1, desktop, 1],
    [2, desktop, 1],
    [3, desktop, 2],
    [4, desktop, 2],
    [5, desktop, 2],
    [9, desktop, 3],
    [2, { width: 1400, height: 500 }, 2],
    [1, phone, 1],
    [2, phone, 1],
    [4, phone, 2],
  ])('where there are %i, on %o, lie in %i columns', (count, stage, columns) => {
    expect(arrangeTiles(count, stage, gap).columns).toBe(columns);
  });

  it('fit without scrolling as long as one can see something on them', () => {
    const sides = fc.record({
      width: fc.integer({ min: 150, max: 3000 }),
      height: fc.integer({ min: 100, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), sides, (count, stage) => {
        const { columns, tile } = arrangeTiles(count, stage, gap);
        const rows = Math.ceil(count / columns);
        const width = columns * tile.width + (columns - 1) * gap;
        const height = rows * tile.height + (rows - 1) * gap;
        expect(width).toBeLessThanOrEqual(stage.width);
        if (height > stage.height) expect(tile.width).toBeGreaterThanOrEqual(100);
      }),
    );
  });

  it('are never wider than the stage, however small that is', () => {
    expect(arrangeTiles(3, { width: 0, height: 0 }, gap).tile).toEqual({ width: 0, height: 0 });
    expect(arrangeTiles(3, { width: 90, height: 50 }, gap)).toMatchObject({
      columns: 1,
      tile: { width: 90 },
    });
  });
});
