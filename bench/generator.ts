/**
 * The load: a program in C that plays the clients, and what it tells.
 *
 * @module
 */

import { LOAD_CORE, pinned } from "./machine.ts";
import type { RunningServer, ServerKind } from "./servers.ts";

/** What the clients do. `bench/load/options.c` says what is meant where a thing is left out. */
export interface Load {
  readonly work: "talk" | "ask" | "move" | "hold" | "resume";
  readonly clients: number;
  readonly roomSize?: number;
  readonly window?: number;
  readonly oneSpeaks?: boolean;
  /** Bytes of a message's argument. */
  readonly bytes?: number;
  /** Messages a second, each at its time; without it, as fast as they are answered. */
  readonly rate?: number;
  /** Seconds. */
  readonly seconds?: number;
  /** Seconds of the same work before it is measured. */
  readonly warm?: number;
  readonly opening?: number;
  /** Rooms that the server makes beside those of the clients. */
  readonly fill?: number;
}

/** What something took: seconds, and seconds of CPU of the server and of the load. */
export interface Cost {
  seconds: number;
  cpu: number;
  loadCpu: number;
}

/** Microseconds, of so many messages. */
export interface Latency {
  count: number;
  p50: number;
  p99: number;
  p999: number;
  worst: number;
}

/** What the generator tells. Memory is in bytes. */
export interface Report {
  /** Of the server, before anybody came. */
  memory: number;
  connecting: Cost & { clients: number };
  work?: Cost & {
    latency: Latency;
    /** Messages that were said and heard while it was measured. */
    said?: number;
    heard?: number;
    /** Sessions that went on. */
    resumed?: number;
    /** Messages that never came; below zero, some came twice. */
    missing?: number;
    /** Rooms, or clients, that heard nothing. */
    silent?: number;
  };
  idle?: { memory: number };
  /** Clients that the server let go. */
  lost: number;
}

const SOURCES = new URL("load/", import.meta.url).pathname;
const PROGRAM = new URL("build/load", import.meta.url).pathname;

/** Builds the generator with the system's compiler; a sentence if that cannot be. */
export async function build(): Promise<string | undefined> {
  await Deno.mkdir(new URL("build/", import.meta.url), { recursive: true });
  const sources = [...Deno.readDirSync(SOURCES)]
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".c"));
  const flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra"];
  try {
    const { success, stderr } = await new Deno.Command("cc", {
      args: [...flags, "-o", PROGRAM, ...sources],
      cwd: SOURCES,
      stderr: "piped",
    }).output();
    if (success) return undefined;
    const said = new TextDecoder().decode(stderr);
    return `Cannot build the generator: cc says\n${said}`;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "Cannot build the generator: this machine has no C compiler named cc";
  }
}

/** Has the clients do something with a server. */
export async function run(
  load: Load,
  kind: ServerKind,
  server: RunningServer,
): Promise<Report> {
  const where = ["--port", String(server.port), "--pid", String(server.pid)];
  const command = [PROGRAM, "--dialect", kind.dialect, ...where];
  const [program = "", ...args] = pinned(LOAD_CORE, [
    ...command,
    ...flagsOf(load),
  ]);
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr).trim());
  return JSON.parse(decoder.decode(stdout));
}

function flagsOf(load: Load): string[] {
  return Object.entries(load).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, String(value)];
  });
}
