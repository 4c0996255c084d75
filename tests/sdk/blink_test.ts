/** What goes wrong at every step of a negotiation, and that no pair is ever stuck for it. */

import { equal, ok } from "node:assert/strict";
import { FakeStream } from "./fakes/media.ts";
import { type Person, World } from "./fakes/world.ts";

/** How long a pair may take to be connected after something went wrong. */
const HEAL_MS = 60_000;

/** Two who come, and change something at the same time as soon as they can. */
async function meet(world: World): Promise<[ada: Person, bob: Person]> {
  const [ada, bob] = [world.person("ada"), world.person("bob")];
  const joining = [ada.join()];
  await world.settle();
  joining.push(bob.join());
  for (const one of joining) one.catch(() => {});
  for (const person of [ada, bob]) {
    await world.until("a seat", () => person.isIn, HEAL_MS);
  }
  for (const { room } of [ada, bob]) room.publish(FakeStream.of("video"));
  await world.settle();
  for (const { room } of [ada, bob]) {
    room.publish(FakeStream.of("audio"));
    room.peers[0]?.connection.restartIce();
  }
  return [ada, bob];
}

/** Waits until each sees all that the other sends. */
async function connected(world: World, ...people: Person[]): Promise<void> {
  const all = () =>
    people.every(({ isIn, open, room }) =>
      isIn && open.length === 1 && open[0]?.signalingState === "stable" &&
      room.peers.length === 1 && room.peers[0]?.state === "connected" &&
      room.peers[0].streams.length === 3
    );
  try {
    await world.until("the two to be connected", all, HEAL_MS);
  } catch (error) {
    const found = people.map(({ name, room, open }) =>
      `${name} ${room.state.name} ${open.length} ${open[0]?.signalingState} ${
        room.peers[0]?.state
      } ${room.peers[0]?.info.connection} ${room.peers[0]?.streams.length}`
    );
    throw new Error(found.join("; "), { cause: error });
  }
  for (const { errors } of people) equal(errors.length, 0, String(errors[0]));
}

/** How many frames it takes if nothing goes wrong. */
const steps: number = await (async () => {
  await using world = new World();
  await connected(world, ...await meet(world));
  return world.lines.arrived;
})();

for (const who of ["ada", "bob"]) {
  Deno.test(`a pair is connected, whichever frame of ${who}'s the line is cut at`, async () => {
    ok(steps > 20);
    for (let step = 1; step <= steps; step++) {
      await using world = new World();
      let isDue = true;
      world.lines.cuts = (line, arrived) => {
        if (!isDue || arrived < step || !line.startsWith(who)) return false;
        isDue = false;
        return true;
      };
      await connected(world, ...await meet(world)).catch((error) => {
        throw new Error(`frame ${step} of ${steps}`, { cause: error });
      });
    }
  });
}

Deno.test("a pair is connected, at whichever frame the server is started anew", async () => {
  for (let step = 1; step <= steps; step += 2) {
    await using world = new World();
    let isDue = true;
    world.lines.cuts = (_, arrived) => {
      if (!isDue || arrived < step) return false;
      isDue = false;
      queueMicrotask(() => {
        world.kill();
        world.clock.after(step * 20, () => world.start());
      });
      return true;
    };
    await connected(world, ...await meet(world)).catch((error) => {
      throw new Error(`frame ${step} of ${steps}`, { cause: error });
    });
  }
});

Deno.test("a pair is connected, at whichever frame one of them loads the page again", async () => {
  for (let step = 1; step <= steps; step += 2) {
    await using world = new World();
    const [ada, bob] = [await world.enter("ada"), world.person("bob")];
    const one = step % 4 === 1 ? ada : bob;
    let reloading: Promise<unknown> | undefined;
    const joining = bob.join();
    joining.catch(() => {});
    const from = world.lines.arrived;
    world.lines.cuts = (_, arrived) => {
      if (reloading || arrived - from < step) return false;
      reloading = Promise.resolve().then(() => one.reload());
      return false;
    };
    await world.until("the reload", () => reloading !== undefined, HEAL_MS)
      .catch(() => {});
    await world.until("both", () => ada.isIn && bob.isIn, HEAL_MS);
    await reloading;
    await world.meshed(ada, bob).catch((error) => {
      throw new Error(`frame ${step} of ${steps}`, { cause: error });
    });
  }
});
