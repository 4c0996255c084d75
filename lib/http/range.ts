/**
 * The part of a file that a browser asks for when someone seeks in a video.
 *
 * @module
 */

/** Bytes from `start` up to, not including, `end`. */
export interface Range {
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset after the last byte. */
  readonly end: number;
}

/**
 * Reads `Range` and `If-Range` of a GET request.
 *
 * @returns The range; `"outside"` if none of it lies in the file; `"whole"` if
 * there is no range that a server has to know: several at once, another unit,
 * or one meant for another version of the file.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const headers = new Headers({ range: "bytes=-3" });
 * deepEqual(readRange(headers, { size: 10, etag: '"a"' }), {
 *   start: 7,
 *   end: 10,
 * });
 * ```
 */
export function readRange(
  headers: Headers,
  { size, etag }: { size: number; etag: string },
): Range | "whole" | "outside" {
  if ((headers.get("if-range") ?? etag) !== etag) return "whole";
  const [, first = "", last = ""] =
    /^bytes=(\d*)-(\d*)$/.exec(headers.get("range") ?? "") ?? [];
  if (first === "" && last === "") return "whole";
  if (first !== "" && last !== "" && Number(last) < Number(first)) {
    return "whole";
  }
  // Without a first byte, it is that many from the end.
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === ""
    ? size
    : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : "outside";
}
