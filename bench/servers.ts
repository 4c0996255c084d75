/**
 * The servers that are measured, and how one is started and ended.
 *
 * @module
 */

import { pinned, SERVER_CORE } from "./machine.ts";

/** What a server is called on the command line and in the figures. */
export type ServerName = "bare" | "parley";

/** A program that does the works. */
export interface ServerKind {
  /** Its name. */
  readonly name: ServerName;
  /** What it is called in tables. */
  readonly title: string;
  /** How the generator talks to it. */
  readonly dialect: "plain" | "parley" | "socketio";
  /** The program and its arguments. */
  readonly command: readonly string[];
}

const FOLDER = new URL("servers/", import.meta.url).pathname;

function deno(file: string): string[] {
  const allowed = ["--no-prompt", "--allow-net=127.0.0.1", "--no-check"];
  return [Deno.execPath(), "run", ...allowed, FOLDER + file];
}

/** All servers, in the order in which each work is done; the floor is the first. */
export const SERVERS: readonly ServerKind[] = [
  {
    name: "bare",
    title: "bare Deno.serve",
    dialect: "plain",
    command: deno("bare.ts"),
  },
  {
    name: "parley",
    title: "Parley",
    dialect: "parley",
    command: deno("parley.ts"),
  },
];

/** A server that runs, in a process of its own on a core of its own. */
export class RunningServer implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** Its port on 127.0.0.1. */
  readonly port: number;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** The process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Starts a server, and waits until it is open. */
  static async start({ title, command }: ServerKind): Promise<RunningServer> {
    const [program = "", ...args] = pinned(SERVER_CORE, command);
    const child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const text = child.stdout.pipeThrough(new TextDecoderStream());
    let said = "";
    for await (const piece of text) {
      said += piece;
      const port = /^port (\d+)\n/.exec(said)?.[1];
      if (port !== undefined) return new RunningServer(child, Number(port));
    }
    throw new Error(`Cannot start ${title}: it ended without a port`);
  }

  /** Ends it at once: what it held is of no use to anybody. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}
