/**
 * Mistakes that a session's code could have, planted one at a time: a simulation that does not find
 * each of them would prove nothing.
 */

import { join } from "node:path";

export interface Mutant {
  /** What goes wrong, in words. */
  name: string;
  /** The file, below `lib/`. */
  file: string;
  /** What stands there, once. */
  right: string;
  /** What stands there in the mutant. */
  wrong: string;
  /** Whether every room is large, so that what it is told is gathered. */
  crowded?: true;
}

/** No mistake: every room is large. */
export const CROWDED: Mutant = {
  name: "every room is large",
  file: "engine/rooms.ts",
  right: "export const LARGE = 16;",
  wrong: "export const LARGE = 1;",
};

export const MUTANTS: readonly Mutant[] = [
  {
    name: "goes on although the other end has missed what is gone",
    file: "wire/session.ts",
    right: "if (count < this.dropped) return",
    wrong: "if (count < 0) return",
  },
  {
    name: "lets go of one envelope more than was confirmed",
    file: "wire/session.ts",
    right: "if (confirmed > 0) this.letGo(confirmed);",
    wrong: "if (confirmed > 0) this.letGo(confirmed + 1);",
  },
  {
    name: "sends again what was confirmed by coming back",
    file: "wire/session.ts",
    right: "return this.confirm(count) ? this.unconfirmed",
    wrong: "return count <= this.sent ? this.unconfirmed",
  },
  {
    name: "forgets to count what it has received",
    file: "wire/session.ts",
    right: "this.#received += 1;",
    wrong: "this.#received += this.#received % 7 === 6 ? 0 : 1;",
  },
  {
    name: "does not fence off the older connection",
    file: "engine/session.ts",
    right:
      'if (before.state === "live") before.close(CLOSE.replaced, "replaced");',
    wrong: "",
  },
  {
    name: "does not send again what the client has missed",
    file: "engine/session.ts",
    right: "for (const encoded of again) link.write(encoded);",
    wrong: "",
  },
  {
    name: "keeps nothing for a client that is away",
    file: "engine/session.ts",
    right: "    }\n    this.#end.keep(encoded);",
    wrong:
      '    }\n    if (this.#presence.state === "live") this.#end.keep(encoded);',
  },
  {
    name: "takes up an attempt that the client has given up",
    file: "engine/sessions.ts",
    right: "if (attempt <= session.lastAttempt) return",
    wrong: "if (attempt < 0) return",
  },
  {
    name: "claims to have received one envelope more",
    file: "engine/session.ts",
    right: "return this.#end.receipt();",
    wrong: "return this.#end.receipt() + 1;",
  },
  {
    name:
      "handles an envelope before it is counted, and again when it comes back",
    file: "client/session.ts",
    right:
      'if (envelope.type !== "event" || !envelope.volatile) this.#count();',
    wrong: "",
  },
  {
    name: "does not send again what the server has missed",
    file: "client/session.ts",
    right: "of again) this.write",
    wrong: "of []) this.write",
  },
  {
    name: "comes back as if it had received nothing",
    file: "client/session.ts",
    right: "received: this.#end.receipt(),",
    wrong: "received: 0,",
  },
  {
    name: "forgets the event that its receipt goes along with",
    file: "client/session.ts",
    right: "frame([...along, encode(",
    wrong: "frame([encode(",
  },
  {
    name: "carries what the old session had over into the new one",
    file: "client/session.ts",
    right: "    this.#end = new SessionEnd(this.ways);\n    for (const place",
    wrong: "    for (const place",
  },
  {
    name: "does not report what a reset may have lost",
    file: "client/session.ts",
    right: "who.reset(reason, unconfirmed);",
    wrong: "who.reset(reason, []);",
  },
  {
    name: "sends what waited before what was sent",
    file: "client/session_socket.ts",
    right: "if (inOrder && this.#sends(kept)) return;",
    wrong: "if (this.#sends(kept)) return;",
  },
  {
    name: "keeps more for an end that confirms nothing than the limits say",
    file: "wire/session.ts",
    right: ") this.letGo(1);",
    wrong: ") break;",
  },
  {
    name: "counts what is not worth keeping",
    file: "engine/session.ts",
    right: 'if (envelope.type === "event" && envelope.volatile) {',
    wrong: "if (envelope.type === undefined) {",
  },
  {
    name: "keeps more sessions without a connection than the limit says",
    file: "engine/sessions.ts",
    right: "oldest?.expire();",
    wrong: "",
  },
  {
    name: "keeps a session for ever",
    file: "engine/sessions.ts",
    right: "      session.expire();\n",
    wrong: "",
  },
  {
    name: "goes on with a session whose key two have had",
    file: "engine/sessions.ts",
    right: 'session.end("forced server close", CLOSE.revoked);',
    wrong: "",
  },
  {
    name: "goes on, for a client that has missed too much for a connection",
    file: "engine/session.ts",
    right: 'if (this.isAway) this.end("transport close");',
    wrong: "",
  },
  {
    name: "lets whoever is refused on its return stay",
    file: "engine/session.ts",
    right: 'member.end("server namespace disconnect");',
    wrong: "",
  },
  {
    name: "tells a member of two rooms twice",
    file: "engine/memory_adapter.ts",
    right: "return { ids: this.members(reach), except: [] };",
    wrong:
      'return { ids: rooms === "everyone" ? this.members(reach) : rooms.flatMap((room) => this.members({ ...reach, rooms: [room] })), except: [] };',
  },
  {
    name: "tells the sender of a broadcast, too",
    file: "engine/socket.ts",
    right: "except: [this.id] });",
    wrong: "except: [] });",
  },
  {
    name: "stays in its rooms after the end",
    file: "engine/socket.ts",
    right: "() => this.#home.place.adapter.leaveAll(this.id),",
    wrong: "() => {},",
  },
  {
    name: "keeps the answers that were owed to the session before",
    file: "client/session_socket.ts",
    right: "this.unsent = this.unsent.filter(isEvent);",
    wrong: "",
  },
  {
    name: "is connected still after its namespace has refused its return",
    file: "client/session_socket.ts",
    right:
      'if (this.connected) this.#left("io server disconnect", final);\n    else if (final)',
    wrong: "if (final)",
  },
  {
    name: "lets what one is told pass what all are told",
    file: "engine/session.ts",
    right:
      "sendEncoded(encoding: Encoding): void {\n    this.#host.crowd.settle();",
    wrong: "sendEncoded(encoding: Encoding): void {",
    crowded: true,
  },
  {
    name: "does not keep what a crowd is told",
    file: "engine/session.ts",
    right: "for (const encoded of batch.envelopes) this.#end.keep(encoded);",
    wrong: "",
    crowded: true,
  },
  {
    name: "tells a crowd's sender, too",
    file: "engine/crowd.ts",
    right: "if (!this.#except.includes(id)) told",
    wrong: "told",
    crowded: true,
  },
  {
    name: "tells a crowd that has changed since",
    file: "engine/rooms.ts",
    right: "    this.#list = undefined;\n    return super.add(name);",
    wrong: "    return super.add(name);",
    crowded: true,
  },
  {
    name: "tells a small room that has changed since",
    file: "engine/rooms.ts",
    right: "    this.#list = undefined;\n    return super.add(name);",
    wrong: "    return super.add(name);",
  },
  {
    name: "tells everyone who was there once",
    file: "engine/rooms.ts",
    right:
      "    if (!this.#joined.has(id)) this.#everyone = undefined;\n    addTo",
    wrong: "    addTo",
    crowded: true,
  },
  {
    name: "forgets who listens to one event when someone listens to another",
    file: "wire/emitter.ts",
    right: "at < 0 ? this.heardBy.length : at",
    wrong: "at < 0 ? 0 : at",
  },
  {
    name: "tells who listens to another event, if nobody listens to this one",
    file: "wire/emitter.ts",
    right: "this.heardBy.indexOf(event) + 1",
    wrong: "Math.max(this.heardBy.indexOf(event), 0) + 1",
  },
  {
    name: "forgets a timer",
    file: "client/heartbeat.ts",
    right: "stop: () => stopTimer(),",
    wrong: "stop: () => {},",
  },
];

const ROOT = join(import.meta.dirname ?? ".", "..", "..");
const NEEDED = [
  "deno.json",
  "deno.lock",
  "lib/wire",
  "lib/engine",
  "lib/client",
  "tests/simulation",
  "tests/support/fake_clock.ts",
];

/** How many schedules it took to find a mutant; `undefined` if it was not found in as many. */
export async function hunt(
  mutant: Mutant,
  schedules: number,
): Promise<number | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    for (const path of NEEDED) await copy(join(ROOT, path), join(folder, path));
    await plant(mutant, folder);
    if (mutant.crowded) await plant(CROWDED, folder);
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "-A",
        "tests/simulation/run.ts",
        "0",
        `${schedules}`,
        "1",
        "1",
      ],
      cwd: folder,
      stderr: "piped",
    }).output();
    const found = /^seed (\d+):/m.exec(new TextDecoder().decode(stdout));
    return code === 0 || !found ? undefined : Number(found[1]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function plant(
  { name, file, right, wrong }: Mutant,
  folder: string,
): Promise<void> {
  const path = join(folder, "lib", file);
  const text = await Deno.readTextFile(path);
  if (text.split(right).length !== 2) {
    throw new Error(
      `Cannot plant "${name}": ${file} does not have its line, once`,
    );
  }
  await Deno.writeTextFile(path, text.replace(right, wrong));
}

async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) {
    await Deno.mkdir(join(to, ".."), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) {
    await copy(join(from, name), join(to, name));
  }
}

if (import.meta.main) {
  const lines: string[] = [];
  for (const mutant of MUTANTS) {
    const seed = await hunt(mutant, 5_000);
    lines.push(
      `${seed === undefined ? "NOT FOUND" : `seed ${seed}`} - ${mutant.name}`,
    );
  }
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
