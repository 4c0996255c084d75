/**
 * The load: a program in C that plays the clients, and what it tells.
 *
 * @module
 */

import { dirname } from "node:path";
import { LOAD_CORE, pinned } from "./machine.ts";
import type { Dialect } from "./servers.ts";

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
const FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"];

/** The program, once it is built. */
export const PROGRAM: string = new URL("build/load", import.meta.url).pathname;

/** Builds the generator with the system's compiler, if need be; a sentence if that cannot be. */
export async function build(): Promise<string | undefined> {
  if (isBuilt()) return undefined;
  await Deno.mkdir(dirname(PROGRAM), { recursive: true });
  const sources = filesOf(SOURCES).filter((path) => path.endsWith(".c"));
  // Whoever runs it meanwhile keeps the old one.
  const output = `${PROGRAM}.${crypto.randomUUID()}`;
  try {
    const { success, stderr } = await new Deno.Command("cc", {
      args: [...FLAGS, "-o", output, ...sources],
      stderr: "piped",
    }).output();
    const said = new TextDecoder().decode(stderr);
    if (!success) return `Cannot build the generator: cc says\n${said}`;
    await Deno.rename(output, PROGRAM);
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "Cannot build the generator: this machine has no C compiler named cc";
  }
}

/** Whether what was built is as new as its sources. */
function isBuilt(): boolean {
  const built = timeOf(PROGRAM);
  return filesOf(SOURCES).every((path) => timeOf(path) < built);
}

/** When a file was changed; 0 if there is none. */
function timeOf(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => folder + name);
}

/**
 * Has the clients do something with a server.
 *
 * @param load What they do.
 * @param dialect How the server is talked to.
 * @param server Its port on 127.0.0.1, and its process.
 * @throws {Error} If it cannot be done: the sentence is the generator's.
 */
export async function run(
  load: Load,
  dialect: Dialect,
  server: { readonly port: number; readonly pid: number },
): Promise<Report> {
  const where = ["--port", String(server.port), "--pid", String(server.pid)];
  const command = [PROGRAM, "--dialect", dialect, ...where];
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
