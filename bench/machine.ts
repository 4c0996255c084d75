/**
 * The machine that is measured on: which core does what.
 *
 * @module
 */

/** The core of every server. */
export const SERVER_CORE = 0;

/** The core of the load. */
export const LOAD_CORE = 1;

const canPin = navigator.hardwareConcurrency > 1 && has("taskset");

/** The command that runs `command` on a core of its own, where that is possible. */
export function pinned(core: number, command: readonly string[]): string[] {
  return canPin ? ["taskset", "-c", String(core), ...command] : [...command];
}

/** Whether there is such a program. */
export function has(program: string): boolean {
  try {
    new Deno.Command(program, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
