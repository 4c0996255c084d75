/** Chance that is the same for the same seed. */

/** Numbers from 0 up to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What chance decides in a schedule. */
export class Chance {
  /** The next number from 0 up to 1. */
  readonly number: () => number;

  constructor(seed: number) {
    this.number = randomFrom(seed);
  }

  /** Whether something of that probability happens. */
  happens(probability: number): boolean {
    return this.number() < probability;
  }

  /** One of them; `undefined` if there is none. */
  pick<T>(from: readonly [T, ...T[]]): T;
  pick<T>(from: readonly T[]): T | undefined;
  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.number() * from.length)];
  }

  /** One of them, by its weight; `all` is the weight of all of them. */
  weigh<T>(
    from: readonly (readonly [weight: number, T])[],
    all: number = weightOf(from),
  ): T | undefined {
    let rest = this.number() * all;
    for (const [weight, what] of from) {
      rest -= weight;
      if (rest < 0) return what;
    }
    return from.at(-1)?.[1];
  }
}

/** The weight of all of them together. */
export function weightOf(
  from: readonly (readonly [weight: number, unknown])[],
): number {
  return from.reduce((sum, [weight]) => sum + weight, 0);
}
