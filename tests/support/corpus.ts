/** The frames of `tests/testdata/malformed.jsonl`, which any implementation can be held to. */

/** A frame, and how a server answers it. */
export interface CorpusLine {
  /** What is odd about it. */
  name: string;
  /** The rule of `docs/PROTOCOL.md` that the answer follows from. */
  rule: string;
  /** What the client has done before: said `hello` and connected to `/`, or nothing. */
  after: "connect" | "nothing";
  frame: string | Uint8Array<ArrayBuffer>;
  expect: {
    /** What the client is told, in order: the envelopes' types, each with its code if it has one. */
    told: string[];
    /** The number that the connection is closed with, if it is. */
    close?: number;
  };
}

/** What is repeated is written once, beside how often it comes. */
type Pieces = string | [piece: string, times: number][];

/** Reads all lines. */
export async function readCorpus(): Promise<CorpusLine[]> {
  const file = new URL("../testdata/malformed.jsonl", import.meta.url);
  const text = await Deno.readTextFile(file);
  return text.trimEnd().split("\n").map((line) => {
    const { text, base64, ...rest } = JSON.parse(line);
    return { ...rest, frame: text === undefined ? bytes(base64) : join(text) };
  });
}

function join(pieces: Pieces): string {
  if (typeof pieces === "string") return pieces;
  return pieces.map(([piece, times]) => piece.repeat(times)).join("");
}

function bytes(pieces: Pieces): Uint8Array<ArrayBuffer> {
  if (typeof pieces === "string") return Uint8Array.fromBase64(pieces);
  const all = pieces.map(([piece, times]) => {
    const one = Uint8Array.fromBase64(piece);
    return Uint8Array.from(
      { length: one.length * times },
      (_, at) => one[at % one.length] ?? 0,
    );
  });
  const whole = new Uint8Array(all.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of all) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}
