/** The types of the built SDK, for programs that are compiled by TypeScript's own compiler. */

import { deepEqual, match } from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../support/program.ts";

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
};

/** What the compiler says of each program beside the built files. */
async function complaints(programs: readonly string[]): Promise<string[][]> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["parley", "devices"]) {
      for (const file of [`${name}.mjs`, `${name}.d.mts`]) {
        const built = join(ROOT, "static/build", file);
        await Deno.copyFile(built, join(folder, file));
      }
    }
    const paths = programs.map((_, n) => join(folder, `program_${n}.ts`));
    for (const [n, path] of paths.entries()) {
      await Deno.writeTextFile(path, programs[n] ?? "");
    }
    const found = ts.getPreEmitDiagnostics(ts.createProgram(paths, OPTIONS));
    return paths.map((path) =>
      found.filter(({ file }) => !file || file.fileName === path)
        .map(({ messageText }) =>
          ts.flattenDiagnosticMessageText(messageText, "\n")
        )
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const RIGHT = `
import { joinRoom, Refusal, type Peer, type Room, type RoomState } from "./parley.mjs";
import { Devices, shareScreen } from "./devices.mjs";

declare const stream: MediaStream;
const room: Room = await joinRoom("https://example.org", "blue", {
  stream,
  name: "Ada",
  metadata: { avatar: 3 },
  token: async () => "token",
  rtc: { iceTransportPolicy: "relay" },
  onWaiting: ({ room }) => room.name,
});
room.on("stream", (stream: MediaStream, peer: Peer) => peer.name + stream.id);
room.on("message", (payload, peer, everyone: boolean) => [payload, peer.id, everyone]);
room.on("file", async (file, peer) => [await file.blob(), peer.name]);
const where: RoomState = room.state;
if (where.name === "left") where.reason satisfies string;
await room.admit(room.lobby[0]?.id ?? "");
await room.mute("audio");
for (const peer of room.peers) {
  const connection: RTCPeerConnection = peer.connection;
  const { verdict, path } = await peer.quality();
  const { cause, sentence } = peer.diagnose();
  [connection, verdict, path?.local, cause, sentence, await peer.send({ hello: 1 })];
}
try {
  await room.lock();
} catch (error) {
  if (error instanceof Refusal) error.code satisfies string;
}
[Devices, shareScreen];
export {};
`;

const WRONG = [
  [`await joinRoom("/", "blue", { stream: 1 });`, /not assignable/],
  [`(await joinRoom("/", "blue")).on("streams", () => {});`, /not assignable/],
  [`(await joinRoom("/", "blue")).mute("smell");`, /not assignable/],
  [`(await joinRoom("/", "blue")).broadcast(() => {});`, /not assignable/],
  [`(await joinRoom("/", "blue")).self = null;`, /read-only/],
] as const;

Deno.test("the SDK's types let a program compile that uses it as it is meant, and no other", async () => {
  const head = `import { joinRoom } from "./parley.mjs";\n`;
  const [right, ...wrong] = await complaints([
    RIGHT,
    ...WRONG.map(([line]) => `${head}${line}\nexport {};`),
  ]);
  deepEqual(right, []);
  for (const [n, [line, pattern]] of WRONG.entries()) {
    match(wrong[n]?.join("\n") ?? "", pattern, line);
  }
});
