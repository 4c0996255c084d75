import { deepEqual } from "node:assert/strict";
import { Rooms } from "../../bench/servers/rooms.mjs";

Deno.test("Rooms brings what is said to the others in the room", () => {
  const { rooms, ada, bob } = meet();
  rooms.receive(ada, '{"event":"say","args":["blue",{"n":1}]}');
  deepEqual(ada.heard, []);
  deepEqual(bob.heard, ['{"event":"said","args":[{"n":1}]}']);
});

Deno.test("Rooms brings nothing to who has left, or is gone", () => {
  const { rooms, ada, bob, cleo } = meet();
  rooms.receive(bob, '{"event":"leave","id":2,"args":["blue","~"]}');
  rooms.forget(cleo);
  deepEqual(bob.heard.splice(0), ['{"id":2,"args":["~"]}']);
  rooms.receive(ada, '{"event":"say","args":["blue",{"n":1}]}');
  deepEqual([bob.heard, cleo.heard], [[], []]);
});

Deno.test("Rooms answers a question with what was asked", () => {
  const { rooms, ada } = meet();
  rooms.receive(ada, '{"event":"ask","id":7,"args":[[1]]}');
  deepEqual(ada.heard, ['{"id":7,"args":[[1]]}']);
});

/** Three in the room "blue", who have heard nothing yet. */
function meet() {
  const rooms = new Rooms();
  const [ada, bob, cleo] = [person(), person(), person()];
  for (const someone of [ada, bob, cleo]) {
    rooms.receive(someone, '{"event":"join","id":1,"args":["blue",0]}');
    someone.heard.splice(0);
  }
  return { rooms, ada, bob, cleo };
}

function person() {
  const heard: string[] = [];
  return { heard, send: (text: string) => void heard.push(text) };
}
