/**
 * How tiles are laid out: in as many columns as make them largest.
 *
 * @module
 */

/** What a picture is wide, if it is one high. Cameras send 4:3 and 16:9. */
const RATIO = 16 / 9;

/**
 * The number of columns in which `count` tiles are largest.
 *
 * @param count How many tiles there are: one at least.
 * @param width What there is for them, in pixels.
 * @param height The same, in the other direction.
 */
export function columnsFor(
  count: number,
  width: number,
  height: number,
): number {
  let best = 1;
  let largest = 0;
  // The fewest rows first: where it makes no difference, people sit side by side.
  for (let rows = 1; rows <= count; rows++) {
    const columns = Math.ceil(count / rows);
    const tile = Math.min(width / columns, height / rows * RATIO);
    if (tile > largest) {
      largest = tile;
      best = columns;
    }
  }
  return best;
}

/** Where a row begins that is not full, in halves of a column. */
export interface LastRow {
  /** The tile that begins it; -1 if all rows are full. */
  readonly index: number;
  /** The half, from 1 on, at which it begins so that it is in the middle. */
  readonly column: number;
}

/** The last row of `count` tiles in so many columns. */
export function lastRow(count: number, columns: number): LastRow {
  const over = count % columns;
  return over
    ? { index: count - over, column: columns - over + 1 }
    : { index: -1, column: 1 };
}
