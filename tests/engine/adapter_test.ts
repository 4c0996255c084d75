import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { MemoryAdapter, type Reach } from "../../lib/engine/mod.ts";

/** An adapter with members in rooms, each also in the room that bears its id. */
function adapterWith(rooms: Readonly<Record<string, readonly string[]>>) {
  const reached: string[] = [];
  const adapter = new MemoryAdapter((id, text) => {
    equal(text, "text");
    reached.push(id);
  });
  for (const [id, names] of Object.entries(rooms)) {
    for (const room of [id, ...names]) adapter.join(id, room);
  }
  const reach = (
    rooms: "everyone" | readonly string[],
    ...except: string[]
  ) => {
    const to: Reach = {
      rooms: rooms === "everyone" ? rooms : new Set(rooms),
      except: new Set(except),
    };
    adapter.broadcast(to, "text", false);
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
  const adapter = new MemoryAdapter((id) => {
    reached.push(id);
    adapter.leaveAll(id);
  });
  for (const id of ["ada", "bob", "eve"]) adapter.join(id, "blue");
  adapter.broadcast(
    { rooms: new Set(["blue"]), except: new Set() },
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
