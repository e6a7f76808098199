/** A rectangle's sides, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The layout of tiles: so many in a row, each so large. */
export interface Arrangement {
  readonly columns: number;
  readonly tile: Size;
}

/** The shape of a tile, as cameras have it. */
const aspect = 16 / 9;

/** On less than this nobody recognises a face; the stage scrolls instead. */
const tileWidthMin = 132;

/**
 * Finds the number of columns that makes the tiles largest without scrolling.
 *
 * @param count how many tiles there are, at least 1
 * @param gap between two tiles, in pixels
 */
export function arrangeTiles(count: number, stage: Size, gap: number): Arrangement {
  let best: Arrangement = { columns: 1, tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns += 1) {
    const tile = tileIn(columns, Math.ceil(count / columns), stage, gap);
    if (tile.width > best.tile.width) best = { columns, tile };
  }
  return best.tile.width >= tileWidthMin ? best : scrolling(stage, gap);
}

function tileIn(columns: number, rows: number, stage: Size, gap: number): Size {
  const widest = (stage.width - gap * (columns - 1)) / columns;
  const highest = (stage.height - gap * (rows - 1)) / rows;
  return sized(Math.min(widest, highest * aspect));
}

/** As many columns as tiles of a bearable size fit beside each other; rows go on below. */
function scrolling(stage: Size, gap: number): Arrangement {
  const columns = Math.max(1, Math.floor((stage.width + gap) / (tileWidthMin + gap)));
  return { columns, tile: sized((stage.width - gap * (columns - 1)) / columns) };
}

function sized(width: number): Size {
  const whole = Math.max(0, Math.floor(width));
  return { width: whole, height: Math.floor(whole / aspect) };
}
