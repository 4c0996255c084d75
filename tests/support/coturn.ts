/** A real coturn on this machine, for as long as a test holds it. */

import { join } from "node:path";
import { findNeeded, type Needed, testWith } from "./needed.ts";
import { patiently } from "./patience.ts";
import { Reader } from "./program.ts";

/** Where Debian installs it, and where others do. */
export const COTURN: Needed = findNeeded(
  "coturn",
  "PARLEY_TURNSERVER",
  "/usr/bin/turnserver",
  "/usr/local/bin/turnserver",
  "/opt/homebrew/bin/turnserver",
);

/** How often a port may be taken by somebody else between its choice and its use. */
const ATTEMPTS = 5;

export interface Coturn extends AsyncDisposable {
  /** Where it listens on 127.0.0.1, for UDP and for TCP. */
  readonly port: number;
  /** The addresses for an `RTCPeerConnection`, over UDP and over TCP. */
  readonly urls: readonly string[];
  /** Everything that it has said so far. */
  readonly log: string;
}

/** A test that needs coturn. */
export const coturnTest: ReturnType<typeof testWith> = testWith(COTURN);

/** Starts coturn with `use-auth-secret`, and waits until it is open. It takes any of the secrets. */
export async function startCoturn(
  secrets: readonly string[],
): Promise<Coturn> {
  const { path } = COTURN;
  if (path === undefined) throw new Error("Cannot find coturn");
  let said = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const coturn = await Running.start(path, secrets, freePort());
    if (coturn.isOpen) return coturn;
    said = coturn.log;
    await coturn[Symbol.asyncDispose]();
  }
  throw new Error(`Cannot start coturn: ${said}`);
}

class Running implements Coturn {
  readonly port: number;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #out: Reader;
  readonly #err: Reader;

  private constructor(child: Deno.ChildProcess, folder: string, port: number) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
    this.#out = new Reader(child.stdout);
    this.#err = new Reader(child.stderr);
  }

  /** Starts a process, and waits until it is open or says that it cannot be. */
  static async start(
    path: string,
    secrets: readonly string[],
    port: number,
  ): Promise<Running> {
    const folder = await Deno.makeTempDir({ prefix: "parley-coturn-" });
    const child = new Deno.Command(path, {
      args: argumentsFor(folder, secrets, port),
      cwd: folder,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const running = new Running(child, folder, port);
    await running.#out.finds(/UDP listener opened on/);
    return running;
  }

  /** Whether it has both ports; it would try for a port that is taken for ever. */
  get isOpen(): boolean {
    return /TCP listener opened on/.test(this.log) &&
      !/Cannot bind/.test(this.log);
  }

  get urls(): readonly string[] {
    return ["udp", "tcp"].map((transport) =>
      `turn:127.0.0.1:${this.port}?transport=${transport}`
    );
  }

  get log(): string {
    return this.#out.text + this.#err.text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await patiently(this.#child.status, "the end of coturn");
    await Promise.all([this.#out.done, this.#err.done]);
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function argumentsFor(
  folder: string,
  secrets: readonly string[],
  port: number,
): string[] {
  return [
    "-n", // Not the machine's configuration.
    "--verbose", // Only then does it say when it is open.
    "--log-file=stdout",
    "--simple-log",
    `--pidfile=${join(folder, "coturn.pid")}`,
    `--userdb=${join(folder, "coturn.db")}`,
    "--no-cli",
    "--no-tls",
    "--no-dtls",
    `--listening-port=${port}`,
    "--listening-ip=127.0.0.1",
    "--relay-ip=127.0.0.1",
    "--allow-loopback-peers",
    "--relay-threads=1",
    "--realm=parley.test",
    "--use-auth-secret",
    ...secrets.map((secret) => `--static-auth-secret=${secret}`),
  ];
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
