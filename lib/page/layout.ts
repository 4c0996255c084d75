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
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const tile = Math.min(width / columns, height / rows * RATIO);
    // As large in fewer columns is better: rows are filled.
    if (tile > largest + 0.5) {
      largest = tile;
      best = columns;
    }
  }
  return best;
}
