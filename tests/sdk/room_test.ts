import { deepEqual, equal } from "node:assert/strict";
import { World } from "./fakes/world.ts";

Deno.test("joinRoom() resolves in the room, and media flows between two", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  equal(ada.connections.length, 1);
  equal(bob.connections.length, 1);
  deepEqual(ada.told, ["peer bob", "stream bob"]);
  deepEqual(bob.told, ["stream ada"]);
  const [one, other] = [...ada.connections, ...bob.connections];
  equal(
    [one, other].flatMap((it) => it?.log ?? []).filter((line) =>
      line === "setLocalDescription begins"
    ).length,
    2,
    "one offer, one answer",
  );
});
