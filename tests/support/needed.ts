/** Programs that are not ours, and the tests that need them. */

/** A program of this machine's, if it has it. */
export interface Needed {
  /** What people call it. */
  readonly name: string;
  /** Names its place, if it is elsewhere. */
  readonly variable: string;
  /** Where it is. */
  readonly path: string | undefined;
}

/** Looks for a program where `variable` says, and at its usual places. */
export function findNeeded(
  name: string,
  variable: string,
  ...places: readonly string[]
): Needed {
  const path = [Deno.env.get(variable), ...places]
    .find((place) => place !== undefined && exists(place));
  return { name, variable, path };
}

/**
 * A test that needs some programs. Where one is missing it is reported as ignored, with the reason
 * in its name; in CI, where leaving it out would hide something, it fails.
 */
export function testWith(
  ...all: readonly Needed[]
): (name: string, fn: () => Promise<void>) => void {
  const missing = all.find(({ path }) => path === undefined);
  const reason = missing &&
    ` (ignored: no ${missing.name}; ${missing.variable} names one elsewhere)`;
  return (name, fn) =>
    Deno.test({
      name: name + (reason ?? ""),
      ignore: missing !== undefined && Deno.env.get("CI") === undefined,
      fn,
    });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
