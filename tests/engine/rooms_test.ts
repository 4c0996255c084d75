import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { LARGE, Rooms } from "../../lib/engine/rooms.ts";
import { TRICKY_NAMES } from "../support/frames.ts";

/** Who is where, as text: both directions. */
function shown(rooms: Rooms) {
  const list = (index: ReadonlyMap<string, ReadonlySet<string>>) =>
    [...index].map(([key, values]) => `${key}: ${[...values].sort()}`).sort();
  return { members: list(rooms.members), joined: list(rooms.joined) };
}

Deno.test("Rooms.join() puts a member into a room, once", () => {
  const rooms = new Rooms();
  equal(rooms.join("ada", "blue"), true);
  equal(rooms.join("ada", "blue"), false);
  equal(rooms.join("bob", "blue"), true);
  equal(rooms.join("ada", "green"), true);
  deepEqual(shown(rooms), {
    members: ["blue: ada,bob", "green: ada"],
    joined: ["ada: blue,green", "bob: blue"],
  });
  deepEqual([...rooms.membersOf("blue")], ["ada", "bob"]);
  deepEqual([...rooms.roomsOf("ada")], ["blue", "green"]);
});

Deno.test("Rooms.leave() takes a member out of a room, and out of nothing else", () => {
  const rooms = new Rooms();
  rooms.join("ada", "blue");
  rooms.join("ada", "green");
  rooms.join("bob", "blue");
  equal(rooms.leave("ada", "blue"), true);
  equal(rooms.leave("ada", "blue"), false);
  equal(rooms.leave("ada", "red"), false);
  equal(rooms.leave("eve", "blue"), false);
  deepEqual(shown(rooms), {
    members: ["blue: bob", "green: ada"],
    joined: ["ada: green", "bob: blue"],
  });
});

Deno.test("Rooms.leave() ends a room with its last member, and a member with its last room", () => {
  const rooms = new Rooms();
  rooms.join("ada", "blue");
  rooms.leave("ada", "blue");
  deepEqual(shown(rooms), { members: [], joined: [] });
  equal(rooms.membersOf("blue").size, 0);
  equal(rooms.roomsOf("ada").size, 0);
});

Deno.test("Rooms.leaveAll() takes a member out of every room", () => {
  const rooms = new Rooms();
  for (const room of ["blue", "green", "red"]) rooms.join("ada", room);
  rooms.join("bob", "green");
  rooms.leaveAll("ada");
  rooms.leaveAll("nobody");
  deepEqual(shown(rooms), { members: ["green: bob"], joined: ["bob: green"] });
});

Deno.test("Rooms takes a name that means something to JavaScript for a name", () => {
  const rooms = new Rooms();
  for (const name of TRICKY_NAMES) {
    equal(rooms.membersOf(name).size, 0, name);
    equal(rooms.join(name, name), true, name);
    deepEqual([...rooms.roomsOf(name)], [name]);
  }
  equal(rooms.members.size, TRICKY_NAMES.length);
});

Deno.test("Rooms keeps both directions alike, whatever happens", () => {
  const name = fc.constantFrom("a", "b", "c", "d");
  const step = fc.tuple(
    fc.constantFrom("join", "leave", "leaveAll"),
    name,
    name,
  );
  fc.assert(fc.property(fc.array(step), (steps) => {
    const rooms = new Rooms();
    const pairs = new Set<string>();
    for (const [what, id, room] of steps) {
      const pair = `${id} ${room}`;
      if (what === "join") {
        equal(rooms.join(id, room), !pairs.has(pair));
        pairs.add(pair);
      } else if (what === "leave") {
        equal(rooms.leave(id, room), pairs.delete(pair));
      } else {
        rooms.leaveAll(id);
        for (const room of "abcd") pairs.delete(`${id} ${room}`);
      }
    }
    const joined = [...rooms.joined].flatMap(([id, rooms]) =>
      [...rooms].map((room) => `${id} ${room}`)
    );
    const members = [...rooms.members].flatMap(([room, ids]) =>
      [...ids].map((id) => `${id} ${room}`)
    );
    deepEqual(joined.sort(), [...pairs].sort());
    deepEqual(members.sort(), [...pairs].sort());
    const sets = [...rooms.members.values(), ...rooms.joined.values()];
    equal(sets.some(({ size }) => size === 0), false, "nothing empty is kept");
  }));
});

Deno.test("Rooms.listOf() gives the same list until someone comes or goes", () => {
  const rooms = new Rooms();
  const ids = Array.from({ length: LARGE }, (_, n) => `id ${n}`);
  for (const id of ids) rooms.join(id, "hall");
  const list = rooms.listOf("hall");
  deepEqual(list, ids);
  equal(rooms.listOf("hall"), list);
  rooms.join("late", "elsewhere");
  equal(rooms.listOf("hall"), list);
  rooms.join("late", "hall");
  deepEqual(rooms.listOf("hall"), [...ids, "late"]);
  rooms.leave("late", "hall");
  deepEqual(rooms.listOf("hall"), ids);
  deepEqual(list, ids, "a list is never changed");
  deepEqual(rooms.listOf("nowhere"), []);
  deepEqual(rooms.listOf("elsewhere"), ["late"]);
});

Deno.test("Rooms.listOf() of a room that was left by all is another one when someone is back", () => {
  const rooms = new Rooms();
  rooms.join("ada", "blue");
  rooms.join("bob", "blue");
  const list = rooms.listOf("blue");
  equal(rooms.listOf("blue"), list);
  rooms.leaveAll("ada");
  deepEqual(rooms.listOf("blue"), ["bob"]);
  rooms.leaveAll("bob");
  deepEqual(rooms.listOf("blue"), []);
  rooms.join("eve", "blue");
  deepEqual(rooms.listOf("blue"), ["eve"]);
  deepEqual(list, ["ada", "bob"]);
});

Deno.test("Rooms.everyone is the same list until someone comes or goes", () => {
  const rooms = new Rooms();
  rooms.join("ada", "blue");
  rooms.join("bob", "green");
  const { everyone } = rooms;
  deepEqual(everyone, ["ada", "bob"]);
  rooms.join("ada", "green");
  rooms.leave("ada", "blue");
  equal(rooms.everyone, everyone, "nobody came, and nobody went");
  rooms.leaveAll("ada");
  deepEqual(rooms.everyone, ["bob"]);
  rooms.join("eve", "blue");
  deepEqual(rooms.everyone, ["bob", "eve"]);
});
