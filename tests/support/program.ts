/** Parley as a program of its own, as its users start it. */

import { join } from "node:path";
import { patiently } from "./patience.ts";

export const ROOT: string = join(import.meta.dirname ?? ".", "..", "..");

/** The permissions of `deno task start`, read from the task, so that they are tested too. */
const PERMISSIONS: readonly string[] = permissionsOf(
  JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).tasks.start
    .command,
);

export interface ProgramOptions {
  /** The port; a free one unless one is named. Only for a program that serves. */
  port?: number;
  args?: readonly string[];
  env?: Record<string, string>;
  /** The working directory; a folder without anything of Parley's unless said otherwise. */
  cwd?: string;
  /** Instead of those of the task. */
  permissions?: readonly string[];
}

/** What a program that ended by itself left behind. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs Parley until it ends by itself. */
export async function run(options: ProgramOptions): Promise<Ended> {
  const { code, stdout, stderr } = await command(options).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** A Parley that serves. It is ended with the test, if it has not ended before. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #out: Reader;
  readonly #err: Reader;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#out = new Reader(child.stdout);
    this.#err = new Reader(child.stderr);
  }

  /** Starts Parley on 127.0.0.1, and waits until it is open. */
  static async start(options: ProgramOptions = {}): Promise<Program> {
    const port = String(options.port ?? 0);
    const where = ["--host", "127.0.0.1", "--port", port];
    const args = [...where, ...options.args ?? []];
    const program = new Program(command({ ...options, args }).spawn());
    if (await program.#out.finds(/https?:\/\/\S+\//)) return program;
    throw new Error(`Cannot start Parley: ${program.#err.text}`);
  }

  /** Where it is open, such as `http://127.0.0.1:1234`. */
  get url(): string {
    return /https?:\/\/[^/\s]+/.exec(this.#out.text)?.[0] ?? "";
  }

  get port(): number {
    return Number(URL.parse(this.url)?.port);
  }

  /** Everything it has said on its standard output so far. */
  get out(): string {
    return this.#out.text;
  }

  /** Everything that it has said on its standard error so far. */
  get err(): string {
    return this.#err.text;
  }

  /** Waits until it has logged something. */
  async logged(pattern: RegExp): Promise<void> {
    if (await this.#err.finds(pattern)) return;
    throw new Error(`Cannot find ${pattern} in: ${this.#err.text}`);
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** The code that it ends with. */
  async ended(): Promise<number> {
    const { code } = await this.#child.status;
    await Promise.all([this.#out.done, this.#err.done]);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.ended();
  }
}

function command(options: ProgramOptions): Deno.Command {
  const { args = [], env = {}, cwd, permissions = PERMISSIONS } = options;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, join(ROOT, "main.ts"), ...args],
    env: { NO_COLOR: "1", ...env },
    cwd: cwd ?? join(ROOT, "docs"),
    stdout: "piped",
    stderr: "piped",
  });
}

function permissionsOf(task: string): string[] {
  return task.split(" ").filter((word) => word.startsWith("--"));
}

/** Gathers a stream's text, and tells when it holds something. */
export class Reader {
  text = "";
  readonly done: Promise<void>;
  #more: () => void = () => {};

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.done = this.#read(stream.pipeThrough(new TextDecoderStream()));
  }

  /** Waits for `pattern`; `false` if the stream ends without it. */
  async finds(pattern: RegExp): Promise<boolean> {
    for (;;) {
      if (pattern.test(this.text)) return true;
      const more = new Promise<boolean>((resolve) => {
        this.#more = () => resolve(true);
      });
      const open = await patiently(
        Promise.race([more, this.done.then(() => false)]),
        `${pattern} in: ${this.text}`,
      );
      if (!open) return pattern.test(this.text);
    }
  }

  async #read(text: ReadableStream<string>): Promise<void> {
    for await (const chunk of text) {
      this.text += chunk;
      this.#more();
    }
  }
}
