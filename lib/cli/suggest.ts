/**
 * The word that someone most likely meant.
 *
 * @module
 */

/** One wrong word in a sentence deserves a guess, two mistakes at most. */
const MAX_EDITS = 2;

/**
 * The word of `words` nearest to `word`, or `undefined` if none is within two
 * inserted, dropped or changed characters.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(nearest("--prot", ["--port", "--host"]), "--port");
 * equal(nearest("--colour", ["--port", "--host"]), undefined);
 * ```
 */
export function nearest(
  word: string,
  words: readonly string[],
): string | undefined {
  let best: string | undefined;
  let least = MAX_EDITS + 1;
  for (const candidate of words) {
    const edits = distance(word, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Levenshtein's distance, one row of his table at a time. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const letter of from) {
    let [diagonal = 0] = row;
    let left = diagonal + 1;
    const next = [left];
    for (const [column, up] of row.slice(1).entries()) {
      const changed = diagonal + (letter === to[column] ? 0 : 1);
      left = Math.min(left + 1, up + 1, changed);
      next.push(left);
      diagonal = up;
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
