/** The document, the tests and the code say the same. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import {
  CLOSE,
  DEFAULT_LIMITS,
  PROTOCOL_VERSION,
  RECEIPT_ALONG_OF_CLIENT,
  RECEIPT_ALONG_OF_SERVER,
  RECEIPT_MS,
  RECEIPT_OF_CLIENT,
  RECEIPT_OF_SERVER,
  RESERVED_FROM_CLIENT,
  RESERVED_FROM_SERVER,
  TERMINAL_CLOSE,
} from "../lib/wire/mod.ts";
import { ROOM_LIMITS, type RoomCode } from "../lib/parlance/mod.ts";
import { refusal } from "../lib/signaling/refusals.ts";

const TESTS = import.meta.dirname ?? "";
const DOCUMENT = await Deno.readTextFile(`${TESTS}/../docs/PROTOCOL.md`);
const SOURCE = await Deno.readTextFile(`${TESTS}/../lib/wire/protocol.ts`);
const ROOMS = await Deno.readTextFile(`${TESTS}/../lib/parlance/protocol.ts`);

/** The rules of the document, in its order. */
const RULES = [...DOCUMENT.matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm)]
  .map(([, rule = ""]) => rule);

const TITLE_REGEXP =
  /(?:Deno\.test(?:\.\w+(?:\([^)]*\))?)?|\.step)\(\s*(?:\{\s*name:\s*)?(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** The titles of the tests in `folder` and below. */
async function titlesIn(folder: string): Promise<string[]> {
  const titles: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) titles.push(...await titlesIn(path));
    else if (/_test\.tsx?$/.test(name)) {
      const text = await Deno.readTextFile(path);
      for (const [, , title = ""] of text.matchAll(TITLE_REGEXP)) {
        titles.push(title);
      }
    }
  }
  return titles;
}

/** The rules that the titles of tests name. */
async function namedRules(): Promise<Set<string>> {
  const titles = (await titlesIn(TESTS)).join("\n");
  const names = titles.matchAll(/\[([A-Z]{2}\d+)\]/g);
  return new Set([...names].map(([, rule = ""]) => rule));
}

/** The cells of the table whose head begins with `head`, a row at a time. */
function table(head: string): string[][] {
  const lines = DOCUMENT.split("\n");
  const start = lines.findIndex((line) =>
    new RegExp(`^\\| ${head} +\\|`).test(line)
  );
  ok(start >= 0, `there is a table of each ${head}`);
  const rows = lines.slice(start + 2);
  const length = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, length).map((row) =>
    row.slice(1, -1).split("|").map((cell) => cell.trim().replaceAll("`", ""))
  );
}

/** The members of a union of texts. */
function unionIn(source: string, name: string): string[] {
  const [, union = ""] =
    source.match(new RegExp(`export type ${name} =([^;]*);`)) ?? [];
  const members = [...union.matchAll(/"([^"]+)"/g)].map(([, one = ""]) => one);
  ok(members.length > 0);
  return members;
}

/** A number as the document writes it. */
function read(text: string | undefined): number {
  return Number(text?.replaceAll(",", ""));
}

Deno.test("The document gives each rule a name of its own", () => {
  ok(RULES.length > 30);
  equal(new Set(RULES).size, RULES.length);
  const mentioned = [...DOCUMENT.matchAll(/\*\*([A-Z]{2}\d+)\*\*/g)]
    .map(([, rule = ""]) => rule);
  deepEqual(mentioned.filter((rule) => !RULES.includes(rule)), []);
});

Deno.test("Every rule of the document is the name of a test", async () => {
  const named = await namedRules();
  deepEqual(RULES.filter((rule) => !named.has(rule)), []);
});

Deno.test("No test names a rule that the document does not have", async () => {
  const named = await namedRules();
  deepEqual([...named].filter((rule) => !RULES.includes(rule)), []);
});

Deno.test("The document lists the codes of errors, and no others", () => {
  const codes = unionIn(SOURCE, "ErrorCode");
  deepEqual(table("code").map(([code]) => code).sort(), codes.sort());
});

Deno.test("The document lists the codes of rooms, no others, and what may work later", () => {
  const codes = unionIn(ROOMS, "RoomCode");
  const rows = table("refusal");
  deepEqual(rows.map(([code]) => code).sort(), codes.sort());
  for (const [code = "", , later] of rows) {
    const { retryable } = refusal(code as RoomCode, "");
    equal(later, retryable ? "yes" : "no", code);
  }
});

Deno.test("The document lists the limits of rooms, and what each is", () => {
  const documented = table("bound").map(([name = "", value]) => [
    name,
    read(value),
  ]);
  deepEqual(Object.fromEntries(documented), { ...ROOM_LIMITS });
});

Deno.test("The document closes with numbers that it lists", () => {
  const numbers = table("number").map(([number]) => read(number));
  for (const [code = "", , follows = ""] of table("code")) {
    const [, number] = follows.match(/^closed with (\d+)$/) ?? [];
    if (number === undefined) equal(follows, "the connection stays", code);
    else ok(numbers.includes(read(number)), code);
  }
});

Deno.test("The document lists the numbers that close a WebSocket, and whether to come back", () => {
  const rows = table("number");
  deepEqual(
    rows.map(([number]) => read(number)).sort(),
    Object.values(CLOSE).toSorted(),
  );
  for (const [number, , comeBack = ""] of rows) {
    match(comeBack, read(number) >= TERMINAL_CLOSE ? /^no$/ : /^(yes|if )/);
  }
});

Deno.test("The document lists the limits, and what each is", () => {
  const documented = table("name").map(([name = "", value]) => [
    name,
    read(value),
  ]);
  deepEqual(Object.fromEntries(documented), { ...DEFAULT_LIMITS });
});

Deno.test("The document names the names that are not for events", () => {
  const [, rule = ""] = DOCUMENT.match(/\*\*EV4\*\*([^.]*)\./) ?? [];
  const names = [...rule.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
  const reserved = RESERVED_FROM_CLIENT.union(RESERVED_FROM_SERVER);
  deepEqual(names.sort(), [...reserved].sort());
});

Deno.test("The document's prose has the numbers of its tables", () => {
  const seconds = (rule: string) => {
    const text = new RegExp(`\\*\\*${rule}\\*\\*[^*]*?(\\d+) seconds`, "s");
    return read(DOCUMENT.match(text)?.[1]) * 1_000;
  };
  equal(seconds("HE4"), DEFAULT_LIMITS.helloMs);
  equal(seconds("AC6"), DEFAULT_LIMITS.ackMs);
  equal(seconds("HE7"), DEFAULT_LIMITS.connectMs);
  equal(seconds("SE11"), DEFAULT_LIMITS.sessionMs);
  const [, perSecond, burst] =
    DOCUMENT.match(/\*\*RL1\*\* .* (\d+) envelopes a second, and ([\d,]+)/) ??
      [];
  equal(read(perSecond), DEFAULT_LIMITS.eventsPerSecond);
  equal(read(burst), DEFAULT_LIMITS.eventBurst);
  equal(seconds("AC10"), DEFAULT_LIMITS.onceMs);
  equal(seconds("RM24"), ROOM_LIMITS.passwordWaitMs);
  equal(seconds("TU4"), ROOM_LIMITS.graceMs);
  equal(seconds("SE2"), RECEIPT_MS);
  const byEach =
    /(\d+) (?:of them|on) by a server and (\d+) (?:on )?by\s+a client/g;
  deepEqual(
    [...DOCUMENT.matchAll(byEach)].map(([, ...ofEach]) => ofEach.map(read)),
    [
      [RECEIPT_OF_SERVER, RECEIPT_OF_CLIENT],
      [RECEIPT_ALONG_OF_SERVER, RECEIPT_ALONG_OF_CLIENT],
    ],
  );
  const { frameChars, batchEnvelopes } = DEFAULT_LIMITS;
  const limits = JSON.stringify({ frameChars, batchEnvelopes });
  for (const [example] of DOCUMENT.matchAll(/"limits": ?\{[^}]*\}/g)) {
    equal(example.replaceAll(/\s/g, ""), `"limits":${limits}`);
  }
  for (const [, version] of DOCUMENT.matchAll(/"version": ?(\d+)/g)) {
    equal(read(version), PROTOCOL_VERSION);
  }
});
