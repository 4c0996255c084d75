/** docs/SIGNALING.md says who may do what: here it is tried, cell by cell. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import type {
  Action,
  ActionName,
  RoomClientEvents,
  VerdictStatus,
} from "../../lib/parlance/mod.ts";
import { ROOT } from "../support/program.ts";
import { type Caller, type World, world } from "../support/rooms.ts";

const DOCUMENT = await Deno.readTextFile(join(ROOT, "docs/SIGNALING.md"));

/** Everyone that the table has a column for, and whom they do it to. */
interface Scene extends World {
  readonly people: Readonly<Record<string, Caller>>;
  readonly other: Caller;
  readonly waitingId: string;
}

async function scene(): Promise<Scene> {
  const all = world({ capacity: 6 });
  const host = await all.enter("blue");
  const member = await all.enter("blue");
  const other = await all.enter("blue");
  await host.moderate({ do: "lobby", lobby: true });
  const waits = await all.come();
  const answer = await waits.join("blue");
  const outside = await all.come();
  return {
    ...all,
    people: { host, member, waits, outside },
    other,
    waitingId: answer.state === "waiting" ? answer.id : "",
  };
}

const ACTIONS: Record<ActionName, (scene: Scene) => Action> = {
  "lock": () => ({ do: "lock", locked: true }),
  "password": () => ({ do: "password", password: null }),
  "lobby": () => ({ do: "lobby", lobby: false }),
  "admit": ({ waitingId }) => ({ do: "admit", peer: waitingId }),
  "deny": ({ waitingId }) => ({ do: "deny", peer: waitingId }),
  "kick": ({ other }) => ({ do: "kick", peer: other.id }),
  "ask-to-mute": ({ other }) => ({
    do: "ask-to-mute",
    peer: other.id,
    kind: "video",
  }),
  "hand-over": ({ other }) => ({ do: "hand-over", peer: other.id }),
  "capacity": () => ({ do: "capacity", capacity: 4 }),
  "data": () => ({ do: "data", data: "tea" }),
  "end": () => ({ do: "end" }),
};

type Plain = Exclude<
  keyof RoomClientEvents,
  "join" | "ready" | "refresh" | "moderate"
>;

const REQUESTS: Record<Plain, (scene: Scene) => unknown[]> = {
  "signal": ({ other }) => [{ to: other.id, connectionId: "c", payload: 1 }],
  "message": () => [{ payload: 1 }],
  "update": () => [{ name: "Ada" }],
  "ice-servers": () => [],
  "leave": () => [],
};

/** The cells of the table whose head begins with `action`: by row, by column. */
function cells(): Map<string, Map<string, string>> {
  const [, head = "", rows = ""] =
    /^\| action +\|(.*)\|\n\|[-| ]+\|\n((?:\|.*\n)+)/m.exec(DOCUMENT) ?? [];
  const split = (row: string) =>
    row.split("|").map((cell) => cell.trim().replaceAll("`", ""));
  const columns = split(head).slice(0, -1);
  return new Map(
    rows.trim().split("\n").map((row) => {
      const [, action = "", ...rest] = split(row);
      return [
        action,
        new Map(columns.map((column, n) => [column, rest[n] ?? ""])),
      ];
    }),
  );
}

const TABLE = cells();

Deno.test("docs/SIGNALING.md has a row for every action, and for what else is asked of a room", () => {
  deepEqual(
    [...TABLE.keys()].sort(),
    [...Object.keys(ACTIONS), ...Object.keys(REQUESTS)].sort(),
  );
});

for (const [name, row] of TABLE) {
  for (const [who, cell] of row) {
    Deno.test(`docs/SIGNALING.md is right about ${name} by ${who}: ${cell}`, async () => {
      const all = await scene();
      const caller = all.people[who];
      ok(caller);
      const outcome = name in ACTIONS
        ? await caller.ask("moderate", ACTIONS[name as ActionName](all))
        : await caller.ask(name, ...REQUESTS[name as Plain](all));
      equal("code" in outcome ? outcome.code : "yes", cell);
    });
  }
}

Deno.test("docs/SIGNALING.md explains every verdict", () => {
  const verdicts: Record<VerdictStatus, true> = {
    delivered: true,
    queued: true,
    expired: true,
    unreachable: true,
    forbidden: true,
  };
  for (const verdict of Object.keys(verdicts)) {
    ok(DOCUMENT.includes(`\n| \`${verdict}\``), verdict);
  }
});
