/**
 * Frames that no server may take, as data: what is wrong with each, after what it is sent, and what
 * the answer is. Whoever writes another server can read `tests/testdata/malformed.jsonl`, too.
 */

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { ROOT } from "./program.ts";

/** A line of the file. */
interface Line {
  what: string;
  /** What the connection has said before: nothing, or `hello` and `connect` to `/`. */
  after: "nothing" | "connect";
  /** The frame: a text, */
  text?: string;
  /** or bytes in base64, */
  binary?: string;
  /** or a text with a part that is repeated: what is before it, it, how often, what is after it. */
  repeat?: [before: string, piece: string, times: number, after: string];
  /** The code of `fatal`. */
  code: string;
  /** The number that closes the connection. */
  close: number;
}

/** A frame that no server may take. */
export interface Malformed {
  what: string;
  after: Line["after"];
  frame: string | Uint8Array<ArrayBuffer>;
  code: string;
  close: number;
}

/** All of them, in the order of the file. */
export async function malformed(): Promise<Malformed[]> {
  const path = join(ROOT, "tests/testdata/malformed.jsonl");
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => {
    const { what, after, code, close, ...frame }: Line = JSON.parse(line);
    return { what, after, frame: frameOf(frame), code, close };
  });
}

function frameOf(
  { text, binary, repeat }: Pick<Line, "text" | "binary" | "repeat">,
): Malformed["frame"] {
  if (binary !== undefined) {
    return new Uint8Array(Buffer.from(binary, "base64"));
  }
  if (!repeat) return text ?? "";
  const [before, piece, times, after] = repeat;
  return before + piece.repeat(times) + after;
}
