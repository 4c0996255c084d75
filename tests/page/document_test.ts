import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { remedyFor, stopCodeOf } from "../../lib/page/trouble.ts";
import { ariaShortcut, SHORTCUTS } from "../../lib/page/view/shortcuts.ts";
import en from "../../lib/page/words/en.json" with { type: "json" };
import { ROOT } from "../support/program.ts";

const TEXT = await Deno.readTextFile(join(ROOT, "docs/PAGE.md"));

/** What a table says, row by row: the codes in its first column. */
function codesOf(heading: string): string[] {
  const from = TEXT.indexOf(`## ${heading}`);
  const section = TEXT.slice(from, TEXT.indexOf("\n## ", from + 1));
  return section.split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => line.split("|")[1]?.match(/`[^`]+`/g) ?? [])
    .map((code) => code.slice(1, -1));
}

Deno.test("docs/PAGE.md has every code that keeps one out, and no other", () => {
  const codes = codesOf("What can go wrong")
    .filter((code) => !code.startsWith("password-"));
  deepEqual(codes.map(stopCodeOf), codes);
  const shown = Object.keys(en).flatMap((word) =>
    /^stop\.(.+)\.title$/.exec(word)?.[1] ?? []
  );
  deepEqual(shown.filter((code) => !codes.includes(code)), []);
  for (const code of codes.map(stopCodeOf)) ok(remedyFor(code), code);
});

Deno.test("docs/PAGE.md has every key, and no other", () => {
  deepEqual(
    codesOf("By the keyboard"),
    SHORTCUTS.map(({ name }) => ariaShortcut(name)),
  );
});
