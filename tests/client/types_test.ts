/** The types of the built client, for programs that are compiled by TypeScript's own compiler. */

import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../support/program.ts";

/** As `tsc --strict` reads a program that a bundler is to take. */
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: [],
};

/** What the compiler says of each program beside the built client. */
async function complaints(programs: readonly string[]): Promise<string[][]> {
  const folder = await Deno.makeTempDir();
  try {
    for (const file of ["client.mjs", "client.d.mts", "client.d.ts"]) {
      const built = join(ROOT, "static/build", file);
      await Deno.copyFile(built, join(folder, file));
    }
    const paths = programs.map((_, n) => join(folder, `program_${n}.ts`));
    for (const [n, path] of paths.entries()) {
      await Deno.writeTextFile(path, programs[n] ?? "");
    }
    // One for all: most of the work is to read the library.
    const compiled = ts.createProgram(paths, OPTIONS);
    const found = ts.getPreEmitDiagnostics(compiled);
    equal(
      found.every(({ file }) => paths.includes(file?.fileName ?? "")),
      true,
    );
    return paths.map((path) =>
      found.filter(({ file }) => file?.fileName === path)
        .map(({ messageText }) =>
          ts.flattenDiagnosticMessageText(messageText, "\n")
        )
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const EVENTS = `
interface FromServer {
  created: (room: string, id: string) => void;
}
interface FromClient {
  "create or join": (room: string) => void;
  rename: (name: string, done: (taken: boolean) => void) => void;
}
`;

const RIGHT = `
import { io, Manager, Refusal, type Socket } from "./client.mjs";
${EVENTS}
const socket: Socket<FromServer, FromClient> = io("https://example.org", {
  auth: (done: (auth: unknown) => void) => done({ token: 1 }),
  query: { room: "blue" },
  retries: 3,
  ackTimeout: 1_000,
});
socket.on("created", (room, id) => console.log(room.trim(), id.length));
socket.on("disconnect", (why) => console.log(why === "io server disconnect"));
socket.on("connect_error", (error) => console.log(error instanceof Refusal));
socket.emit("create or join", "blue").emit("rename", "Ada", (taken) => !taken);
const taken: boolean = await socket.emitWithAck("rename", "Ada");
socket.timeout(500).emit("rename", "Ada", (error, taken) => error?.code ?? taken);
socket.auth = { taken };
const manager = new Manager("https://example.org", { reconnectionAttempts: 3 });
manager.on("reconnect_attempt", (attempt) => console.log(attempt.toFixed()));
manager.reconnectionDelay(100).timeout(false);
const chat: Socket<FromServer, FromClient> = manager.socket("/chat");
console.log(chat.connected, io().id, io.connect("/chat").io === manager);
`;

/** Mistakes, and what is said of each. */
const WRONG = [
  ['socket.emit("create or joint", "blue");', /"create or joint"/],
  ['socket.emit("create or join", 7);', /'number'.*'string'/],
  ['socket.on("create", () => {});', /"create"/],
  ['socket.on("created", (room: number) => room);', /'string'.*'number'/s],
  ['io("/", { retires: 3 });', /'retires'/],
  ['new Manager("/").on("reconnected", () => {});', /"reconnected"/],
] as const;

const mistaken = (mistake: string) => `
import { io, Manager, type Socket } from "./client.mjs";
${EVENTS}
const socket: Socket<FromServer, FromClient> = io();
${mistake}
console.log(socket, Manager);
`;

Deno.test("client.d.mts types a program that uses all of the client, and finds each mistake", async () => {
  const programs = WRONG.map(([mistake]) => mistaken(mistake));
  const [right, ...wrong] = await complaints([RIGHT, ...programs]);
  deepEqual(right, []);
  for (const [n, [mistake, complaint]] of WRONG.entries()) {
    const found = wrong[n] ?? [];
    equal(found.length, 1, `${mistake} ${found}`);
    match(found.join(), complaint);
  }
});

Deno.test("client.d.ts types the io of a script tag", async () => {
  const reference = '/// <reference path="./client.d.ts" />\n';
  const [right, wrong] = await complaints([
    `${reference}io("/chat").emit("hello"); globalThis.io();`,
    `${reference}io(7);`,
  ]);
  deepEqual(right, []);
  equal(wrong?.length, 1);
});
