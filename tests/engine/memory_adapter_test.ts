import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { MemoryAdapter, type Reach } from "../../lib/engine/mod.ts";
import { adapterHost } from "../support/adapter_host.ts";
import { enter } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** An adapter with members in rooms, each also in the room that bears its id. */
function adapterWith(rooms: Readonly<Record<string, readonly string[]>>) {
  const reached: string[] = [];
  const adapter = new MemoryAdapter(adapterHost({
    deliver(ids, except, text) {
      equal(text, "text");
      reached.push(...ids.filter((id) => !except.includes(id)));
    },
  }));
  for (const [id, names] of Object.entries(rooms)) {
    for (const room of [id, ...names]) adapter.join(id, room);
  }
  const reach = (
    rooms: Reach["rooms"],
    ...except: string[]
  ) => {
    adapter.broadcast({ rooms, except }, "text", false);
    return reached.splice(0);
  };
  return { adapter, reach };
}

const PEOPLE = {
  ada: ["blue"],
  bob: ["blue", "green"],
  eve: ["green"],
  zoe: [],
};

Deno.test("MemoryAdapter.broadcast() reaches everyone, once each", () => {
  const { reach } = adapterWith(PEOPLE);
  deepEqual(reach("everyone"), ["ada", "bob", "eve", "zoe"]);
});

Deno.test("MemoryAdapter.broadcast() reaches the union of rooms, once each [BC1]", () => {
  const { reach } = adapterWith(PEOPLE);
  deepEqual(reach(["blue"]), ["ada", "bob"]);
  deepEqual(reach(["blue", "green"]), ["ada", "bob", "eve"]);
  deepEqual(reach(["green", "blue", "bob"]), ["bob", "eve", "ada"]);
});

Deno.test("MemoryAdapter.broadcast() to no room, or to one that does not exist, reaches nobody [BC2]", () => {
  const { reach } = adapterWith(PEOPLE);
  deepEqual(reach([]), []);
  deepEqual(reach(["red"]), []);
  deepEqual(reach(["constructor", "__proto__"]), []);
});

Deno.test("MemoryAdapter.broadcast() leaves out who is excepted, in however many rooms [BC4]", () => {
  const { reach } = adapterWith(PEOPLE);
  deepEqual(reach("everyone", "blue"), ["eve", "zoe"]);
  deepEqual(reach(["blue", "green"], "bob"), ["ada", "eve"]);
  deepEqual(reach(["blue", "green"], "blue"), ["eve"]);
  deepEqual(reach(["blue"], "green", "ada"), []);
  deepEqual(reach(["blue"], "red"), ["ada", "bob"]);
});

Deno.test("MemoryAdapter.broadcast() reaches a member by its id [BC5]", () => {
  const { reach } = adapterWith(PEOPLE);
  deepEqual(reach(["zoe"]), ["zoe"]);
  deepEqual(reach(["zoe"], "zoe"), []);
});

Deno.test("MemoryAdapter shows who is where until they leave", () => {
  const { adapter, reach } = adapterWith(PEOPLE);
  equal(adapter.rooms.get("blue")?.size, 2);
  deepEqual(adapter.sids.get("bob"), new Set(["bob", "blue", "green"]));
  adapter.leave("bob", "blue");
  equal(adapter.rooms.get("blue")?.size, 1);
  adapter.leaveAll("bob");
  equal(adapter.sids.has("bob"), false);
  equal(adapter.rooms.has("bob"), false);
  deepEqual(reach("everyone"), ["ada", "eve", "zoe"]);
});

Deno.test("MemoryAdapter.broadcast() goes on when those it reaches leave meanwhile", () => {
  const reached: string[] = [];
  const adapter = new MemoryAdapter(adapterHost({
    deliver(ids) {
      for (const id of ids) {
        reached.push(id);
        adapter.leaveAll(id);
      }
    },
  }));
  for (const id of ["ada", "bob", "eve"]) adapter.join(id, "blue");
  adapter.broadcast(
    { rooms: ["blue"], except: [] },
    "text",
    false,
  );
  deepEqual(reached, ["ada", "bob", "eve"]);
  equal(adapter.rooms.size, 0);
});

Deno.test("MemoryAdapter.broadcast() reaches just whom set theory says", () => {
  const some = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"));
  const people = fc.array(some, { maxLength: 6 });
  const to = fc.oneof(fc.constant("everyone" as const), some);
  fc.assert(fc.property(people, to, some, (people, to, except) => {
    const { reach } = adapterWith(
      Object.fromEntries(people.map((rooms, at) => [`p${at}`, rooms])),
    );
    const meant = people.flatMap((rooms, at) => {
      const isMeant = to === "everyone" || rooms.some((r) => to.includes(r));
      return isMeant && !rooms.some((r) => except.includes(r))
        ? [`p${at}`]
        : [];
    });
    deepEqual(reach(to, ...except).sort(), meant);
  }));
});

// -- What it tells of its rooms --

/** An adapter, and what it has told. */
function tellingAdapter(onFault?: (error: unknown, event: string) => void) {
  const adapter = new MemoryAdapter(
    adapterHost(onFault ? { fault: onFault } : {}),
  );
  const told: string[][] = [];
  for (const event of ["create-room", "delete-room"] as const) {
    adapter.on(event, (room) => void told.push([event, room]));
  }
  for (const event of ["join-room", "leave-room"] as const) {
    adapter.on(event, (room, id) => void told.push([event, room, id]));
  }
  return { adapter, told };
}

Deno.test("MemoryAdapter tells of a room before who joins it, and of who leaves before its end", () => {
  const { adapter, told } = tellingAdapter();
  adapter.join("ada", "blue");
  adapter.join("bob", "blue");
  adapter.leave("ada", "blue");
  adapter.leave("bob", "blue");
  deepEqual(told, [
    ["create-room", "blue"],
    ["join-room", "blue", "ada"],
    ["join-room", "blue", "bob"],
    ["leave-room", "blue", "ada"],
    ["leave-room", "blue", "bob"],
    ["delete-room", "blue"],
  ]);
});

Deno.test("MemoryAdapter tells nothing of who joins or leaves again", () => {
  const { adapter, told } = tellingAdapter();
  adapter.join("ada", "blue");
  told.length = 0;
  adapter.join("ada", "blue");
  adapter.leave("ada", "green");
  adapter.leave("bob", "blue");
  adapter.leaveAll("bob");
  deepEqual(told, []);
  adapter.leave("ada", "blue");
  told.length = 0;
  adapter.leave("ada", "blue");
  deepEqual(told, []);
});

Deno.test("MemoryAdapter tells of each room that is left by who goes", () => {
  const { adapter, told } = tellingAdapter();
  for (const room of ["ada", "blue"]) adapter.join("ada", room);
  adapter.join("bob", "blue");
  told.length = 0;
  adapter.leaveAll("ada");
  deepEqual(told, [
    ["leave-room", "ada", "ada"],
    ["delete-room", "ada"],
    ["leave-room", "blue", "ada"],
  ]);
});

Deno.test("MemoryAdapter tells what a listener sets off after what it hears", () => {
  const { adapter, told } = tellingAdapter();
  adapter.once("leave-room", () => adapter.join("bob", "blue"));
  adapter.once("create-room", () => adapter.join("eve", "green"));
  adapter.join("ada", "blue");
  adapter.leave("ada", "blue");
  deepEqual(told, [
    ["create-room", "blue"],
    ["join-room", "blue", "ada"],
    ["create-room", "green"],
    ["join-room", "green", "eve"],
    ["leave-room", "blue", "ada"],
    ["delete-room", "blue"],
    ["create-room", "blue"],
    ["join-room", "blue", "bob"],
  ]);
});

Deno.test("MemoryAdapter tells everyone though a listener throws, or rejects", async () => {
  const faults: unknown[] = [];
  const { adapter, told } = tellingAdapter((...fault) => faults.push(fault));
  const mistake = new Error("a mistake");
  adapter.off("create-room");
  adapter.on("create-room", () => {
    throw mistake;
  });
  adapter.on("create-room", () => Promise.reject(mistake));
  adapter.on("create-room", (room) => void told.push(["created", room]));
  adapter.join("ada", "blue");
  await Promise.resolve();
  deepEqual(told, [["created", "blue"], ["join-room", "blue", "ada"]]);
  deepEqual(faults, [[mistake, "create-room"], [mistake, "create-room"]]);
});

Deno.test("Namespace.adapter tells of the rooms of sockets, their own among them", async () => {
  const io = stillServer();
  const told: string[][] = [];
  const { adapter } = io.sockets;
  adapter.on("create-room", (room) => void told.push(["create", room]));
  adapter.on("join-room", (room, id) => void told.push(["join", room, id]));
  adapter.on("delete-room", (room) => void told.push(["delete", room]));
  const { peer, id } = await enter(io, "blue");
  deepEqual(told.splice(0), [
    ["create", id],
    ["join", id, id],
    ["create", "blue"],
    ["join", "blue", id],
  ]);
  peer.hangUp();
  deepEqual(told, [["delete", id], ["delete", "blue"]]);
});
