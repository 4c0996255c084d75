/**
 * The machine that is measured on: what it is, and which core does what.
 *
 * @module
 */

import { cpus } from "node:os";

/** The core of every server. */
export const SERVER_CORE = 0;

/** The core of the load. */
export const LOAD_CORE = 1;

/** What figures are worth depends on it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Programs and their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Whether the server and the load can each have a core. */
const canPin = cpus().length > 1 && has("taskset");

/** The command that runs `command` on a core of its own, where that is possible. */
export function pinned(core: number, command: readonly string[]): string[] {
  return canPin ? ["taskset", "-c", String(core), ...command] : [...command];
}

/** What is wrong with this machine, in sentences, and whether nothing can be measured on it. */
export function assess(): { impossible: boolean; said: string[] } {
  if (Deno.build.os !== "linux") {
    const said =
      "Cannot measure here: the CPU and the memory of a server are " +
      "read from /proc, and the load waits with epoll. Only Linux has both.";
    return { impossible: true, said: [said] };
  }
  if (canPin) return { impossible: false, said: [] };
  const why = cpus().length > 1
    ? "There is no taskset, so that a server and its load move between the cores"
    : "There is one core, which a server shares with its load";
  return { impossible: false, said: [`${why}: only ratios say something.`] };
}

/** Describes the machine, with the version of each of `programs`. */
export function describe(programs: Readonly<Record<string, string>>): Machine {
  const versions = Object.entries(programs)
    .map(([name, path]) => [name, versionOf(path)])
    .filter(([, version]) => version !== undefined);
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    versions: Object.fromEntries(versions),
  };
}

/** Whether there is such a program. */
export function has(program: string): boolean {
  return saidBy(program) !== undefined;
}

function versionOf(program: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(saidBy(program) ?? "")?.[0];
}

function saidBy(program: string): string | undefined {
  try {
    const { stdout } = new Deno.Command(program, {
      args: ["--version"],
      stderr: "null",
    }).outputSync();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
