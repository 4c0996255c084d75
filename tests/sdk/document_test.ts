/** docs/SDK.md names all that a page may use: each thing, each member of it, and each word of a union. */

import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";

/** As much of `deno doc --json` as is looked at. */
interface Doc {
  nodes: Record<string, { symbols: Symbol[] }>;
}
interface Symbol {
  name: string;
  declarations: Declaration[];
}
interface Documented {
  jsDoc?: { tags?: { kind: string }[] };
}
interface Declaration extends Documented {
  location: { filename: string };
  def?: {
    properties?: Member[];
    methods?: Member[];
    tsType?: Type;
  };
}
interface Member extends Documented {
  name: string;
  accessibility?: string;
  tsType?: Type;
}
interface Type {
  kind: string;
  value: unknown;
}

/** Of what server and SDK share, what a page is given or gives. The rest is the protocol's. */
const SHARED: ReadonlySet<string> = new Set([
  ...["Json", "Role", "Muted", "Profile", "PeerInfo", "Feature", "PairRole"],
  ...["OtherPeer", "RoomInfo", "Waiting", "Knock", "VerdictStatus"],
  ...["ProfileChange", "LeftReason", "RemovedReason", "RoomCode"],
]);

/** Parts of the platform, and what two negotiations say to each other: their members are not a page's. */
const OPAQUE: ReadonlySet<string> = new Set([
  ...["NegotiableConnection", "ExplicitConnection"],
  ...["MediaSource", "PermissionSource", "ScreenSource", "Sink"],
]);

/** The same, and not worth a name there. */
const OURS: ReadonlySet<string> = new Set([
  ...["IceCandidateEvent", "Description", "Candidate", "MediaKind", "Signal"],
  ...["DescriptionSignal", "CandidatesSignal", "AskSignal", "FreshSignal"],
  ...["SIGNAL_LIMITS", "END_OF_CANDIDATES", "isRecord"],
]);

/** Where it is named; anywhere, if it is not said. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  joinRoom: ["Joining"],
  checkRoom: ["Before joining"],
  SeatOptions: ["Before joining"],
  RoomCheck: ["Before joining"],
  RoomOptions: ["Joining"],
  SeatStorage: ["Joining"],
  RoomEvents: ["The room"],
  RoomState: ["The room"],
  EndReason: ["The room"],
  RoomInfo: ["The room"],
  Knock: ["The room"],
  Room: ["The room", "Sending media", "Messages"],
  Ruling: ["Ruling a room"],
  Peer: ["Peers"],
  PeerEvents: ["Peers"],
  PeerState: ["Peers"],
  SentStatus: ["Messages"],
  VerdictStatus: ["Messages"],
  SendFileOptions: ["Files"],
  IncomingFile: ["Files"],
  ReceiveFileOptions: ["Files"],
  Devices: ["Devices and the screen"],
  DevicesOptions: ["Devices and the screen"],
  DeviceChange: ["Devices and the screen"],
  DeviceErrorCode: ["Devices and the screen"],
  SharedScreen: ["Devices and the screen"],
  Quality: ["How it fares, and why not"],
  Sample: ["How it fares, and why not"],
  Cause: ["How it fares, and why not"],
  Diagnosis: ["How it fares, and why not"],
  Evidence: ["How it fares, and why not"],
  RoomCode: ["Errors"],
  ChannelErrorCode: ["Errors"],
  FileErrorCode: ["Errors"],
  PeerInfo: ["Types"],
  OtherPeer: ["Types"],
  Negotiation: ["Without rooms"],
  NegotiationOptions: ["Without rooms"],
};

Deno.test("docs/SDK.md names all of the SDK, and of its devices, each in its section", async () => {
  const text = await Deno.readTextFile(join(ROOT, "docs/SDK.md"));
  const things = await publicNames("lib/sdk/mod.ts", "lib/sdk/equipment.ts");
  ok(things.size > 60, `${things.size} things`);
  const missing: string[] = [];
  for (const [thing, names] of things) {
    const named = wordsOf(sectionsOf(text, SECTIONS[thing]));
    for (const name of names) {
      if (!named.has(name)) missing.push(`${thing}: ${name}`);
    }
  }
  deepEqual(missing, []);
  const gone = Object.keys(SECTIONS).filter((thing) => !things.has(thing));
  deepEqual(gone, [], "what has a section is there");
});

function sectionsOf(
  text: string,
  titles: readonly string[] | undefined,
): string {
  if (!titles) return text;
  const sections = text.split(/^## /m).filter((section) =>
    titles.includes(section.split("\n")[0] ?? "")
  );
  deepEqual(sections.length, titles.length, titles.join());
  return sections.join("\n");
}

/** The words that a text has between backticks, in a line or in a block. */
function wordsOf(text: string): Set<string> {
  const spans = text.matchAll(/```[\s\S]*?```|`[^`]+`/g);
  return new Set([...spans].flatMap(([span]) => span.match(/[\w-]+/g) ?? []));
}

/** What there is, by its name: that, its members, and the words of its unions. */
async function publicNames(
  ...doors: string[]
): Promise<Map<string, Set<string>>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...doors],
    cwd: ROOT,
  }).output();
  const { nodes }: Doc = JSON.parse(new TextDecoder().decode(stdout));
  const things = new Map<string, Set<string>>();
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols) {
      for (const declaration of declarations) {
        if (!isPublic(declaration) || !isOfSdk(name, declaration)) continue;
        things.set(name, namesOf(name, declaration));
      }
    }
  }
  return things;
}

function namesOf(name: string, { def = {} }: Declaration): Set<string> {
  // Room and Peer are named by what is made of them.
  const names = new Set(name === "Room" || name === "Peer" ? [] : [name]);
  if (OPAQUE.has(name)) return names;
  const { properties = [], methods = [], tsType } = def;
  for (const member of [...properties, ...methods].filter(isPublic)) {
    names.add(member.name);
    addWords(member.tsType, names);
  }
  addWords(tsType, names);
  return names;
}
function isOfSdk(name: string, { location }: Declaration): boolean {
  return location.filename.includes("/lib/sdk/") && !OURS.has(name) ||
    location.filename.includes("/lib/parlance/") && SHARED.has(name);
}

function isPublic(
  { jsDoc, accessibility }: Documented & Partial<Member>,
): boolean {
  return accessibility !== "protected" && accessibility !== "private" &&
    !jsDoc?.tags?.some(({ kind }) => kind === "internal");
}

/** Adds each text that is a type: a code, a state, a reason. */
function addWords(type: Type | undefined, names: Set<string>): void {
  JSON.stringify(type, (_key, value) => {
    if (value?.kind === "string" && typeof value.string === "string") {
      names.add(value.string);
    }
    return value;
  });
}

Deno.test("the tables of built files have the sizes that tests/client/size_test.ts holds them to", async () => {
  const test = await Deno.readTextFile(join(ROOT, "tests/client/size_test.ts"));
  const limits = new Map<string, string>();
  for (
    const [, file = "", bytes = ""] of test.matchAll(/"([\w.]+)": ([\d_]+),/g)
  ) {
    const kilobytes = Number(bytes.replaceAll("_", "")) / 1_000;
    limits.set(file, `${kilobytes.toFixed(1)} kB`);
  }
  ok(limits.size > 4);
  for (const path of ["README.md", "README.zh-CN.md", "docs/SDK.md"]) {
    const text = await Deno.readTextFile(join(ROOT, path));
    const rows = [
      ...text.matchAll(/^\| `\/parley\/([\w.]+)`[^|]*\| ([\d.]+ kB)/gm),
    ];
    ok(rows.length > 2, path);
    for (const [, file = "", size = ""] of rows) {
      deepEqual([path, file, size], [path, file, limits.get(file)]);
    }
  }
});
