import { deepEqual, equal } from "node:assert/strict";
import { columnsFor, lastRow } from "../../lib/page/layout.ts";

Deno.test("one to eight tiles are as large as a window of any shape allows", () => {
  const columns = (width: number, height: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((count) => columnsFor(count, width, height));
  deepEqual(columns(1280, 720), [1, 2, 2, 2, 3, 3, 3, 3]);
  deepEqual(columns(3840, 1080), [1, 2, 3, 4, 3, 3, 4, 4]);
  deepEqual(columns(320, 560), [1, 1, 1, 1, 1, 1, 2, 2]);
});

Deno.test("before the window has a size there is one column", () => {
  equal(columnsFor(5, 0, 0), 1);
});

Deno.test("a row that is not full is in the middle", () => {
  // In halves of a column: three columns are six halves.
  deepEqual(lastRow(5, 3), { index: 3, column: 2 });
  deepEqual(lastRow(4, 3), { index: 3, column: 3 });
  deepEqual(lastRow(3, 2), { index: 2, column: 2 });
  deepEqual(lastRow(6, 3), { index: -1, column: 1 });
  deepEqual(lastRow(1, 1), { index: -1, column: 1 });
});
