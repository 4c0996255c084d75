/**
 * A server that runs, in a process of its own on a core of its own.
 *
 * @module
 */

import { pinned, SERVER_CORE } from "./machine.ts";
import type { ServerKind } from "./servers.ts";

/** A server's process, which is ended with its scope. */
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
    let said = "";
    for await (
      const piece of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      said += piece;
      const port = /^port (\d+)\n/.exec(said)?.[1];
      if (port !== undefined) return new RunningServer(child, Number(port));
    }
    await child.status;
    throw new Error(`Cannot start ${title}: it ended without a port`);
  }

  /** Ends it at once: what it held is of no use to anybody. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already, which the generator has said in a sentence.
    }
    await this.#child.status;
  }
}
