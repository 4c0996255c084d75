/**
 * One file as a response: whole, in part, or not at all if the browser has it.
 *
 * @module
 */

import { mimes } from "hono/utils/mime";
import { extname } from "node:path";
import { readRange } from "./range.ts";
import { reply } from "./replies.ts";

/** A regular file that may be served. */
export interface ServedFile {
  /** Absolute path. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** When its content last changed, in milliseconds since 1970. */
  readonly changedAt: number;
}

/**
 * Answers a GET or HEAD request with a file, by the rules of RFC 9110 for
 * `If-None-Match`, `Range` and `If-Range`.
 *
 * The body holds the file open. Whoever does not read it must cancel it.
 *
 * @throws If the file cannot be opened.
 */
export async function fileResponse(
  request: Request,
  { path, size, changedAt }: ServedFile,
): Promise<Response> {
  const etag = `"${size.toString(36)}-${changedAt.toString(36)}"`;
  const headers = new Headers({
    "accept-ranges": "bytes",
    // Keep it, but ask each time: a page and its script change together.
    "cache-control": "no-cache",
    etag,
  });
  if (names(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", contentType(path));

  const range = request.method === "GET"
    ? readRange(request.headers, { size, etag })
    : "whole";
  if (range === "outside") {
    return reply(416, `Cannot send this range: the file has ${size} bytes`, {
      "content-range": `bytes */${size}`,
    });
  }
  const { start, end } = range === "whole" ? { start: 0, end: size } : range;
  headers.set("content-length", `${end - start}`);
  if (range !== "whole") {
    headers.set("content-range", `bytes ${start}-${end - 1}/${size}`);
  }
  // A body that is not sent is not read to its end either: nobody would close
  // the file.
  const body = request.method === "HEAD" ? null : await read(path, start, end);
  return new Response(body, { status: range === "whole" ? 200 : 206, headers });
}

/** Whether `If-None-Match` names this tag, as it does for any file by "*". */
function names(ifNoneMatch: string | null, etag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((text) => {
    const tag = text.trim();
    return tag === "*" || tag.replace(/^W\//, "") === etag;
  });
}

/** Looked up in a map: in an object, ".constructor" would be found. */
const TYPES: ReadonlyMap<string, string> = new Map(Object.entries(mimes));

function contentType(path: string): string {
  const extension = extname(path).slice(1).toLowerCase();
  return TYPES.get(extension) ?? "application/octet-stream";
}

/** The bytes from `start` up to `end`; the file is closed after the last. */
async function read(
  path: string,
  start: number,
  end: number,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const file = await Deno.open(path);
  try {
    await file.seek(start, Deno.SeekMode.Start);
  } catch (error) {
    file.close();
    throw error;
  }
  return file.readable.pipeThrough(first(end - start));
}

/** Passes on so many bytes, then ends the stream that they come from. */
function first(
  bytes: number,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) controller.terminate();
    },
  });
}
