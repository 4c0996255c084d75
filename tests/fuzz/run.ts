/** Mutates frames until a server does what it must not: `deno task fuzz [seed] [count]`. */

import { fuzz } from "./fuzz.ts";

/** Mutations of one world: its clients are many, and its server's memory is looked at after it. */
const WORLD = 100_000;

if (import.meta.main) {
  const [seed = Date.now() % 1_000_000, count = 1_000_000] = Deno.args.map(
    Number,
  );
  const say = (text: string) =>
    Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
  const begun = performance.now();
  for (let done = 0; done < count; done += WORLD) {
    await fuzz(seed + done / WORLD, Math.min(WORLD, count - done));
    const seconds = (performance.now() - begun) / 1_000;
    say(
      `seed ${seed + done / WORLD}: ${
        Math.min(count, done + WORLD)
      } mutations in ${seconds.toFixed(0)} s`,
    );
  }
}
