/** The conversations that are kept as data are what server and client say, and all there is. */

import { deepEqual, match, notEqual, rejects } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";
import { ClientReplay, isPlayed } from "./client_replay.ts";
import { ServerReplay } from "./server_replay.ts";
import {
  Bindings,
  FOLDER,
  type Step,
  type Transcript,
  transcripts,
} from "./transcript.ts";

const ALL = await transcripts();
const DOCUMENT = await Deno.readTextFile(join(ROOT, "docs/PROTOCOL.md"));

/** Families of rules that no transcript can show, each with its reason. */
const UNSEEN_FAMILIES: ReadonlyMap<string, string> = new Map([
  ["OP", "is about the HTTP request before the WebSocket is open"],
  ["PF", "is about an HTTP request instead of a WebSocket"],
]);

/** Numbers that close a WebSocket and that no transcript shows, each with its reason. */
const UNSEEN_NUMBERS: ReadonlyMap<string, string> = new Map([
  ["1011", "is there for a fault of the server's own, of which none is known"],
]);

for (const transcript of ALL) {
  const { name, head } = transcript;
  Deno.test(`The server says what ${name}.jsonl has: ${head.title}`, async () => {
    await new ServerReplay(transcript).play();
  });
  if (!head.client) continue;
  Deno.test(`The client says what ${name}.jsonl has: ${head.title}`, async () => {
    await new ClientReplay(transcript).play();
  });
}

/** The envelopes of a transcript, each with the path of one of its fields. */
function* fieldsOf(
  { steps }: Transcript,
  from: "client" | "server",
): Generator<[step: number, path: (string | number)[]]> {
  for (const [index, step] of steps.entries()) {
    if (!("from" in step) || step.from !== from || !("send" in step)) continue;
    for (const path of pathsIn(step.send)) yield [index, path];
  }
}

/** The paths of all fields of all objects that are not in an application's data. */
function* pathsIn(
  value: unknown,
  path: (string | number)[] = [],
): Generator<(string | number)[]> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* pathsIn(item, [...path, i]);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (name.startsWith("$")) continue;
      yield [...path, name];
      if (name !== "args" && name !== "auth" && name !== "data") {
        yield* pathsIn(item, [...path, name]);
      }
    }
  }
}

/** The same transcript, but for the name of one field. */
function renamed(
  transcript: Transcript,
  at: number,
  path: readonly (string | number)[],
): Transcript {
  const copy = structuredClone(transcript);
  const step = copy.steps[at];
  let inner: unknown = step && "send" in step ? step.send : undefined;
  for (const name of path.slice(0, -1)) inner = Object(inner)[name];
  const fields = Object(inner);
  const name = String(path.at(-1));
  fields[`${name}2`] = fields[name];
  delete fields[name];
  return copy;
}

/** The same transcript with one field renamed, for each field that `isOurs` says one end has to say. */
function* misnamed(
  transcript: Transcript,
  from: "client" | "server",
  isOurs: (step: Step) => boolean = () => true,
): Generator<[field: string, other: Transcript]> {
  const seen = new Set<string>();
  for (const [at, path] of fieldsOf(transcript, from)) {
    const step = transcript.steps[at];
    if (!step || !isOurs(step)) continue;
    const field = path.filter((name) => typeof name === "string").join(".");
    if (seen.has(field)) continue;
    seen.add(field);
    yield [`${transcript.name} ${field}`, renamed(transcript, at, path)];
  }
}

Deno.test("A transcript holds the server to the name of every field of every envelope", async () => {
  let tried = 0;
  for (const transcript of ALL) {
    for (const [field, other] of misnamed(transcript, "server")) {
      await rejects(new ServerReplay(other).play(), Error, field);
      tried += 1;
    }
  }
  notEqual(tried, 0);
});

Deno.test("A transcript holds the client to the name of every field of every envelope", async () => {
  let tried = 0;
  for (const transcript of ALL.filter(({ head }) => head.client)) {
    // Another client's words are not a client's of ours.
    const isOurs = (step: Step) => isPlayed(transcript, step);
    for (const [field, other] of misnamed(transcript, "client", isOurs)) {
      await rejects(new ClientReplay(other).play(), Error, field);
      tried += 1;
    }
  }
  notEqual(tried, 0);
});

Deno.test("Every transcript is documented, and names rules that there are", async () => {
  const readme = await Deno.readTextFile(join(FOLDER, "README.md"));
  for (const { name, head } of ALL) {
    match(readme, new RegExp(`\`${name}\\.jsonl\``), name);
    for (const rule of head.rules) {
      match(DOCUMENT, new RegExp(`\\*\\*${rule}\\*\\*`), rule);
    }
  }
});

Deno.test("Every family of rules is shown by a transcript", () => {
  const shown = new Set(
    ALL.flatMap(({ head }) => head.rules.map((rule) => rule.slice(0, 2))),
  );
  const families = [...DOCUMENT.matchAll(/^- \*\*([A-Z]{2})\d+\*\*/gm)]
    .map(([, family = ""]) => family);
  const unseen = new Set(families.filter((family) => !shown.has(family)));
  deepEqual([...unseen], [...UNSEEN_FAMILIES.keys()]);
});

Deno.test("Every code of the protocol's tables is shown by a transcript", () => {
  const said = ALL.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      "from" in step && step.from === "server" ? [JSON.stringify(step)] : []
    )
  ).join("\n");
  const cells = (head: string) => {
    const [, rows = ""] = DOCUMENT.split(
      new RegExp(`^\\| ${head} .*\\n.*\\n`, "m"),
    );
    return [...rows.split("\n\n")[0]?.matchAll(/^\| `?([\w-]+)`? /gm) ?? []]
      .map(([, cell = ""]) => cell);
  };
  deepEqual(
    cells("code").filter((code) => !said.includes(`"code":"${code}"`)),
    [],
  );
  const closed = ALL.flatMap(({ steps }) =>
    steps.flatMap((step) => "close" in step ? [String(step.close)] : [])
  );
  deepEqual(
    cells("number").filter((number) => !closed.includes(number)),
    [...UNSEEN_NUMBERS.keys()],
  );
});

Deno.test("What stands for an id is the same wherever it stands, and nothing else is", () => {
  const bindings = new Bindings();
  const [ada, bob] = ["a", "b"].map((letter) => letter.repeat(22));
  deepEqual(bindings.differ({ $id: "ada" }, ada), undefined);
  deepEqual(bindings.differ({ $id: "ada" }, ada), undefined);
  notEqual(bindings.differ({ $id: "ada" }, bob), undefined);
  notEqual(bindings.differ({ $id: "bob" }, ada), undefined);
  notEqual(bindings.differ({ $id: "bob" }, "short"), undefined);
  deepEqual(bindings.differ({ $id: "bob" }, bob), undefined);
  deepEqual(bindings.fill([{ to: { $id: "bob" } }]), [{ to: bob }]);
  deepEqual(
    bindings.differ({ $text: ["for ", { $id: "bob" }] }, `for ${bob}`),
    undefined,
  );
  notEqual(bindings.differ({ $any: "string" }, 1), undefined);
});
