/** docs/SOCKETIO.md names every call there is, on either side. */

import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { Server as SocketIoServer, Socket as SocketIoSocket } from "socket.io";
import { io as connectSocketIo } from "socket.io-client";
import { io as connectParley, Manager } from "../../lib/client/mod.ts";
import {
  Audience,
  Namespace,
  ParentNamespace,
  Server,
  Socket,
  TimedAudience,
} from "../../lib/mod.ts";
import { ROOT } from "../support/program.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

const DOCUMENT = await Deno.readTextFile(join(ROOT, "docs/SOCKETIO.md"));

/** The words that a section has between backticks. */
function wordsOf(...titles: string[]): Set<string> {
  const sections = DOCUMENT.split(/^## /m).filter((section) =>
    titles.includes(section.split("\n")[0] ?? "")
  );
  deepEqual(sections.length, titles.length);
  const spans = sections.join("\n").matchAll(/`([^`]+)`/g);
  const words = [...spans].flatMap(([, span = ""]) => span.match(/\w+/g) ?? []);
  return new Set(words);
}

/** The rows of each table whose head is `| here | in Socket.IO |`: their first cells. */
function differencesIn(text: string): string[] {
  const [, ...tables] = text.split(
    /^\| here +\| in Socket\.IO +\|\n\|[-| ]+\|\n/m,
  );
  return tables.flatMap((table) => {
    const [rows = ""] = table.split(/\n(?!\|)/);
    return rows.split("\n").map((row) =>
      row.split(" | ")[0]?.slice(2).trim() ?? ""
    );
  });
}

/** What an object has beside its own fields, from its prototypes. */
function callsOf(prototype: object): string[] {
  const names = new Set<string>();
  for (
    let at = prototype;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names].filter((name) =>
    name !== "constructor" && !name.startsWith("_")
  );
}

/** What only the library itself calls: protected, or for its other parts. */
const OURS: ReadonlySet<string> = new Set([
  // Of what both ends and all emitters share.
  ...[
    "add",
    "tell",
    "take",
    "entriesOf",
    "setEntries",
    "tellOwn",
  ],
  ...[
    "announce",
    "answerer",
    "call",
    "complain",
    "fail",
    "hand",
    "fault",
    "post",
    "receive",
    "refuse",
    "reserved",
  ],
  ...["deliver", "say", "sending", "transmit", "aim"],
  // Of namespaces, for their server.
  ...["admit", "adopt", "release", "start", "stop"],
  // Of the client's sockets, for each other.
  ...["end", "flush", "put", "refuseOver"],
  // Of the client's sockets, for their session.
  ...["welcomed", "rejected", "lose", "reset", "heed"],
  // Of managers, for io().
  "has",
]);

/** What only Socket.IO itself calls, though nothing keeps others from it. */
const THEIRS: ReadonlySet<string> = new Set([
  ...["emitReserved", "emitUntyped", "notifyOutgoingListeners", "packet"],
  ...["attachServe", "extractFilename", "initEngine", "serve", "eio"],
  ...["run", "createChild", "newBroadcastOperator", "dispatch", "leaveAll"],
  ...["ack", "buildHandshake", "registerAckCallback", "onack", "onevent"],
  ...["onclose", "onconnect", "ondata", "ondecoded", "ondisconnect", "onerror"],
  ...["onopen", "onpacket", "onping", "onreconnect", "subEvents", "destroy"],
  ...[
    "emitBuffered",
    "emitEvent",
    "cleanup",
    "maybeReconnectOnOpen",
    "reconnect",
  ],
  ...["apply", "computeExceptSids"],
]);

const SECTIONS = {
  server: ["The server", "Namespaces", "Listeners"],
  namespace: ["Namespaces", "Listeners"],
  socket: ["Sockets on the server", "Listeners"],
  audience: ["Audiences"],
  client: ["The client's sockets", "Listeners"],
  manager: ["Managers", "Listeners"],
  adapter: ["Adapters", "Listeners"],
} as const;

function unnamed(
  where: keyof typeof SECTIONS,
  prototype: object,
  internal: ReadonlySet<string>,
): string[] {
  const named = wordsOf(...SECTIONS[where]);
  return callsOf(prototype)
    .filter((name) => !named.has(name) && !internal.has(name));
}

Deno.test("docs/SOCKETIO.md names every call of Parley's", () => {
  const client = connectParley("ws://127.0.0.1", { autoConnect: false });
  deepEqual(unnamed("server", Server.prototype, OURS), []);
  deepEqual(unnamed("namespace", Namespace.prototype, OURS), []);
  deepEqual(unnamed("namespace", ParentNamespace.prototype, OURS), []);
  deepEqual(unnamed("socket", Socket.prototype, OURS), []);
  deepEqual(unnamed("audience", Audience.prototype, OURS), []);
  deepEqual(unnamed("audience", TimedAudience.prototype, OURS), []);
  deepEqual(unnamed("client", Object.getPrototypeOf(client), OURS), []);
  deepEqual(unnamed("manager", Manager.prototype, OURS), []);
});

Deno.test("docs/SOCKETIO.md names every call of Socket.IO's", () => {
  const io = new SocketIoServer();
  const client = connectSocketIo("ws://127.0.0.1", { autoConnect: false });
  deepEqual(unnamed("server", SocketIoServer.prototype, THEIRS), []);
  for (
    const [where, object] of [
      ["namespace", io.sockets],
      ["namespace", io.of(/^\/tenant-/)],
      ["audience", io.to("blue")],
      ["client", client],
      ["manager", client.io],
      ["adapter", io.sockets.adapter],
    ] as const
  ) {
    deepEqual(unnamed(where, Object.getPrototypeOf(object), THEIRS), []);
  }
  deepEqual(unnamed("socket", SocketIoSocket.prototype, THEIRS), []);
});

Deno.test("each difference that the scenarios show is in the document's table", () => {
  const rows = differencesIn(DOCUMENT);
  const shown = SCENARIOS.flatMap(({ difference }) =>
    difference ? [difference.row] : []
  );
  ok(shown.length > 20);
  deepEqual(shown.filter((row) => !rows.includes(row)), []);
});

Deno.test("README.md has some of the document's differences, and leads to it, as does the other", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const rows = differencesIn(readme);
  ok(rows.length > 5);
  deepEqual(rows.filter((row) => !differencesIn(DOCUMENT).includes(row)), []);
  for (const path of ["README.md", "README.zh-CN.md"]) {
    const text = await Deno.readTextFile(join(ROOT, path));
    ok(text.includes("(docs/SOCKETIO.md)"), path);
  }
});
