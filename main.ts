/**
 * The composition root: configuration → server → signals → exit.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import { join, resolve } from "node:path";
import about from "./deno.json" with { type: "json" };
import {
  addressLines,
  type Config,
  configureLogging,
  ENV_NAMES,
  helpText,
  LOG_CATEGORY,
  readConfig,
} from "./lib/cli/mod.ts";
import { createApp } from "./lib/http/mod.ts";
import { type Listening, Server } from "./lib/mod.ts";
import {
  answerPreflight,
  answerRevocation,
  Ice,
  KeySet,
  speakRooms,
  speakTutorial,
  TokenGuard,
  TokenKeys,
  type TutorialClientEvents,
  type TutorialServerEvents,
  wallClock,
} from "./lib/signaling/mod.ts";

/** What a stuck peer cannot stretch. */
const STOP_MS = 3_000;

/** The code of a program that was told to stop and then told again, by the shell's custom. */
const INTERRUPTED = 130;

/** What asks a program to stop; Windows has no SIGTERM to listen to. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

type Parley = Server<TutorialClientEvents, TutorialServerEvents>;

const log = getLogger(LOG_CATEGORY);

function main(): void {
  const outcome = readConfig({
    args: Deno.args,
    env: Object.fromEntries(
      ENV_NAMES.map((name) => [name, Deno.env.get(name)]),
    ),
    dotenv: textOf(".env"),
    look,
  });
  switch (outcome.kind) {
    case "help":
      return say(helpText());
    case "version":
      return say(`Parley ${about.version}\n`);
    case "errors":
      return fail(2, outcome.errors.join("\n"));
    case "run":
      return run(outcome.config);
  }
}

function run(config: Config): void {
  configureLogging({ level: config.logLevel, format: config.logFormat });
  surviveFaults();

  // Beside this file, not in the working directory: so it is in a compiled program too.
  const own = join(import.meta.dirname ?? ".", "static");
  const guard = guardOf(config);
  const { adminSecret } = config;
  const io: Parley = new Server({
    origins: config.origins,
    fallback: createApp({
      root: config.static === undefined ? own : resolve(config.static),
      build: join(own, "build"),
      page: config.static === undefined ? "own" : "user",
      tls: config.tls !== undefined,
      origins: config.origins,
      preflight: (request, address) =>
        answerPreflight(spoken, request, address),
      revocation: guard && adminSecret !== undefined
        ? {
          secret: adminSecret,
          revoke: (request) => answerRevocation(guard, request),
        }
        : undefined,
      onFault: (error) => log.error("A request failed: {error}", { error }),
    }),
  });
  const capacity = config.roomCapacity;
  const spoken = speakRooms(io, {
    capacity,
    ...guard && { guard },
    ice: iceOf(config),
    graceMs: config.grace * 1_000,
  });
  const { rooms } = spoken;
  speakTutorial(io, { capacity, messageScope: config.messageScope, rooms });

  const listening = listen(io, config);
  const stopping = stopOnSignals(io);
  listening.finished.catch((error) => error).then((error) => {
    if (stopping.aborted) return;
    log.fatal("The system stopped the listener: {error}", { error });
    Deno.exit(1);
  });

  say(`Parley ${about.version} is open:\n`);
  for (
    const line of addressLines({
      host: config.host,
      port: listening.port,
      tls: config.tls !== undefined,
      interfaces: Deno.networkInterfaces(),
    })
  ) say(`  ${line}\n`);
  log.info(
    guard
      ? "Tokens are asked for: who has none is in no room"
      : "No tokens are asked for: whoever reaches this server may use it",
  );
}

/** Who guards the rooms; nobody, unless there is something that tokens are signed with. */
function guardOf(config: Config): TokenGuard | undefined {
  const { tokenSecrets, tokenJwks, tokenIssuer, tokenAudience } = config;
  if (tokenSecrets === undefined && tokenJwks === undefined) return undefined;
  return new TokenGuard({
    keys: new TokenKeys({
      secrets: tokenSecrets ?? [],
      keySet: tokenJwks === undefined ? undefined : keySetAt(tokenJwks),
    }),
    issuer: tokenIssuer,
    audience: tokenAudience,
    now: wallClock,
  });
}

/** The key set at a place, or a sentence that says why it is none. */
function keySetAt(place: URL | string): KeySet {
  if (place instanceof URL) {
    const set = KeySet.ofUrl(place);
    set.warm();
    return set;
  }
  try {
    return KeySet.ofFile(place);
  } catch (error) {
    return fail(1, `Cannot use the key set "${place}": ${cause(error)}`);
  }
}

/** What peers find paths with. */
function iceOf({ stun, turn, turnSecrets, turnTtl }: Config): Ice {
  const [secret] = turnSecrets ?? [];
  return new Ice({
    servers: stun === undefined ? [] : [{ urls: stun }],
    turn: turn && secret !== undefined
      ? { urls: turn, secret, ttlMs: turnTtl * 1_000 }
      : undefined,
    now: wallClock,
  });
}

/** Listens, or says in a sentence why that cannot be. */
function listen(io: Parley, { host, port, tls }: Config): Listening {
  try {
    return io.listen({
      port,
      hostname: host,
      ...tls && {
        cert: Deno.readTextFileSync(tls.cert),
        key: Deno.readTextFileSync(tls.key),
      },
    });
  } catch (error) {
    return fail(1, `Cannot listen on ${host} port ${port}: ${cause(error)}`);
  }
}

function cause(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return "the port is taken; choose another with --port";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "this machine does not have that address; choose another with --host";
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return "the system does not let this user have that port";
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * Stops at the first signal, and at once at the second.
 *
 * @returns Aborted as soon as the server is to stop.
 */
function stopOnSignals(io: Parley): AbortSignal {
  const stopping = new AbortController();
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, async () => {
      if (stopping.signal.aborted) Deno.exit(INTERRUPTED);
      stopping.abort();
      log.info("Stopping on {signal}: once more stops at once", { signal });
      await io.close(STOP_MS);
      Deno.exit(0);
    });
  }
  return stopping.signal;
}

/** Whatever gets past every boundary is logged: on Deno it would end all calls in the process. */
function surviveFaults(): void {
  addEventListener("error", (event) => {
    event.preventDefault();
    log.error("An error was not caught: {error}", { error: event.error });
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("A rejection was not caught: {error}", { error: event.reason });
  });
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

function fail(code: number, message: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  Deno.exit(code);
}

function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** What is at a path that the configuration names. */
function look(path: string): "file" | "folder" | undefined {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    return isFile ? "file" : isDirectory ? "folder" : undefined;
  } catch {
    return undefined;
  }
}

main();
