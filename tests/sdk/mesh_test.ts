/**
 * Many peers that come, go, load their pages again and lose their way, all at once: whoever is left
 * in the end is connected with everyone else who is, and with nobody else.
 */

import { deepEqual, equal } from "node:assert/strict";
import { Chance } from "../simulation/chance.ts";
import { type Person, World } from "./fakes/world.ts";

/** How many schedules are tried. */
const SEEDS = Number(Deno.env.get("PARLEY_MESHES") ?? 40);

/** How long a mesh may take to be right once nothing goes wrong any more: longer than seats are kept. */
const HEAL_MS = 120_000;

/** A letter or a digit of base64url, by chance: so that a seed is a schedule. */
const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** What goes on in one schedule. */
class Schedule {
  readonly chance: Chance;
  readonly world: World;
  readonly here: Person[] = [];
  /** What happened, for whoever has to understand it. */
  readonly log: string[] = [];
  readonly #joining = new Set<Promise<unknown>>();
  #isUp = true;

  constructor(seed: number) {
    this.chance = new Chance(seed);
    // Seats of those who have vanished are kept for a while.
    this.world = new World({ capacity: 16 });
    this.world.random = this.chance.number;
    this.world.createId = (bytes) =>
      Array.from(
        { length: Math.ceil(bytes * 4 / 3) },
        () => ALPHABET[Math.floor(this.chance.number() * 64)],
      ).join("");
    this.world.lines.delay = () => Math.floor(this.chance.number() * 60);
  }

  /** Lets something happen. */
  step(): void {
    const { chance } = this;
    const one = chance.pick(this.here);
    const isIn = one?.isIn === true;
    chance.weigh<() => void>([
      [this.here.length < 6 ? 4 : 0, () => this.#join()],
      [isIn && this.here.length > 2 ? 1 : 0, () => this.#leave(one, true)],
      [isIn && this.here.length > 2 ? 1 : 0, () => this.#leave(one, false)],
      [isIn ? 2 : 0, () => this.#reload(one)],
      [isIn ? 3 : 0.3, () => this.#cut(one)],
      [0.6, () => this.#restart()],
      [isIn ? 3 : 0, () => this.#publish(one)],
      [isIn ? 2 : 0, () => this.#restartIce(one)],
      [isIn ? 2 : 0, () => this.#lose(one)],
    ])?.();
  }

  /** Lets everything heal, and looks at what has come of it. */
  async end(): Promise<void> {
    const { world, here } = this;
    if (!this.#isUp) world.start();
    this.#isUp = true;
    world.lines.unreachable.clear();
    world.lines.delay = () => 5;
    await world.until(
      "all seats",
      () => here.every(({ isIn }) => isIn),
      HEAL_MS,
    );
    await world.meshed(...here);
    await Promise.all(this.#joining);
    for (const { room, connections, name } of here) {
      const ids = room.peers.map(({ id }) => id);
      equal(new Set(ids).size, ids.length, `${name} knows nobody twice`);
      deepEqual(
        connections.filter((it) => it.connectionState !== "closed").length,
        here.length - 1,
      );
    }
  }

  #join(): void {
    const person = this.world.person(`p${this.world.people.length}`);
    this.log.push(`${person.name} joins`);
    this.here.push(person);
    this.#wait(person.join());
  }

  #leave(one: Person | undefined, says: boolean): void {
    if (!one) return;
    this.log.push(`${one.name} ${says ? "leaves" : "vanishes"}`);
    this.here.splice(this.here.indexOf(one), 1);
    if (says) one.room.leave();
    else one.vanish();
  }

  #reload(one: Person | undefined): void {
    if (!one) return;
    this.log.push(`${one.name} loads again`);
    this.#wait(one.reload());
  }

  #cut(one: Person | undefined): void {
    if (!one) return;
    const { lines, clock } = this.world;
    const { line } = one;
    const ms = this.chance.pick([0, 0, 300, 3_000, 20_000]);
    this.log.push(`${one.name} is cut off for ${ms} ms`);
    if (ms > 0) {
      lines.unreachable.add(line);
      clock.after(ms, () => lines.unreachable.delete(line));
    }
    lines.cut(line);
  }

  #restart(): void {
    if (!this.#isUp) return;
    const { world } = this;
    const ms = this.chance.pick([0, 500, 5_000]);
    this.log.push(`the server is gone for ${ms} ms`);
    this.#isUp = false;
    world.kill();
    world.clock.after(ms, () => {
      if (this.#isUp) return;
      this.#isUp = true;
      world.start();
    });
  }

  #publish(one: Person | undefined): void {
    const more = this.chance.happens(0.6) || (one?.streams.length ?? 0) < 2;
    this.log.push(`${one?.name} sends ${more ? "more" : "less"}`);
    one?.publish(more);
  }

  #restartIce(one: Person | undefined): void {
    this.chance.pick(one?.room.peers ?? [])?.connection.restartIce();
  }

  /** A path is lost, for one of its two ends. */
  #lose(one: Person | undefined): void {
    const connection = this.chance.pick(one?.open ?? []);
    if (connection?.connectionState !== "connected") return;
    this.log.push(`${one?.name} loses a path`);
    connection.turn("disconnected");
    if (this.chance.happens(0.3)) connection.turn("failed");
  }

  #wait(joining: Promise<unknown>): void {
    // A page that is loaded again while it joins has nobody who waits for it.
    const settled = joining.catch(() => {});
    this.#joining.add(settled);
  }
}

for (let seed = 1; seed <= SEEDS; seed++) {
  Deno.test(`many that come, go and lose their way end in the right mesh (seed ${seed})`, async () => {
    const schedule = new Schedule(seed);
    await using world = schedule.world;
    for (let n = 0; n < 40; n++) {
      schedule.step();
      await world.pass(schedule.chance.pick([0, 20, 100, 1_000, 3_000]));
    }
    await schedule.end().catch((error) => {
      throw new Error(schedule.log.join("\n"), { cause: error });
    });
  });
}
