import { deepEqual } from "node:assert/strict";
import { type Range, readRange } from "../../lib/http/range.ts";

const CASES: [range: string, size: number, Range | "whole" | "outside"][] = [
  ["bytes=0-0", 10, { start: 0, end: 1 }],
  ["bytes=0-9", 10, { start: 0, end: 10 }],
  ["bytes=2-5", 10, { start: 2, end: 6 }],
  ["bytes=2-", 10, { start: 2, end: 10 }],
  ["bytes=9-", 10, { start: 9, end: 10 }],
  ["bytes=-3", 10, { start: 7, end: 10 }],
  ["bytes=-10", 10, { start: 0, end: 10 }],
  ["bytes=-99", 10, { start: 0, end: 10 }],
  ["bytes=5-99", 10, { start: 5, end: 10 }],
  ["bytes=0-99999999999999999999", 10, { start: 0, end: 10 }],
  ["bytes=10-", 10, "outside"],
  ["bytes=10-20", 10, "outside"],
  ["bytes=99999999999999999999-", 10, "outside"],
  ["bytes=-0", 10, "outside"],
  ["bytes=0-", 0, "outside"],
  ["bytes=-1", 0, "outside"],
  ["bytes=5-2", 10, "whole"],
  ["bytes=15-12", 10, "whole"],
  ["bytes=-", 10, "whole"],
  ["bytes=", 10, "whole"],
  ["bytes=0-1,3-4", 10, "whole"],
  ["bytes=a-b", 10, "whole"],
  ["bytes=1.5-2", 10, "whole"],
  ["bytes=--1", 10, "whole"],
  ["bytes=0x1-2", 10, "whole"],
  ["items=0-1", 10, "whole"],
  ["0-1", 10, "whole"],
  ["", 10, "whole"],
];

for (const [range, size, expected] of CASES) {
  Deno.test(`readRange() reads "${range}" of ${size} bytes`, () => {
    const headers = new Headers({ range });
    deepEqual(readRange(headers, { size, etag: '"a"' }), expected);
  });
}

Deno.test("readRange() takes a request without a range for the whole", () => {
  deepEqual(readRange(new Headers(), { size: 10, etag: '"a"' }), "whole");
});

Deno.test("readRange() minds If-Range", () => {
  const asked = { range: "bytes=2-5" };
  const file = { size: 10, etag: '"a"' };
  const current = new Headers({ ...asked, "if-range": '"a"' });
  deepEqual(readRange(current, file), { start: 2, end: 6 });
  for (const other of ['"b"', 'W/"a"', "Wed, 21 Oct 2015 07:28:00 GMT"]) {
    const headers = new Headers({ ...asked, "if-range": other });
    deepEqual(readRange(headers, file), "whole");
  }
});
