import { equal } from "node:assert/strict";
import { nearest } from "../../lib/cli/suggest.ts";

const WORDS = ["--port", "--host", "--log-level", "--log-format"];

const GUESSES: [word: string, guess: string | undefined][] = [
  ["--port", "--port"],
  ["--prot", "--port"],
  ["--por", "--port"],
  ["--porrt", "--port"],
  ["--xport", "--port"],
  ["--hosts", "--host"],
  ["--loglevel", "--log-level"],
  ["--log-formats", "--log-format"],
  ["--pxxx", undefined],
  ["--log", undefined],
  ["", undefined],
];

for (const [word, guess] of GUESSES) {
  Deno.test(`nearest() takes ${JSON.stringify(word)} for ${guess}`, () => {
    equal(nearest(word, WORDS), guess);
  });
}

Deno.test("nearest() prefers the nearer of two", () => {
  equal(nearest("--cost", ["--most", "--cast", "--cost"]), "--cost");
});

Deno.test("nearest() of no words is none", () => {
  equal(nearest("--port", []), undefined);
});
