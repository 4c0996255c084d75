/**
 * Makes a token that lets someone into rooms, signed with the first of the server's secrets.
 *
 * @module
 */

import { parseArgs, parseEnv } from "node:util";
import { OPTIONS } from "../lib/cli/options.ts";
import { type GrantsClaim, readGrants } from "../lib/signaling/grants.ts";
import { mintToken, wallClock } from "../lib/signaling/mod.ts";

/** What is to be done. */
export type Request =
  | { kind: "help" }
  /** One sentence for each mistake. */
  | { kind: "wrong"; errors: string[] }
  | {
    kind: "mint";
    secret: string;
    grants: GrantsClaim;
    ttlMs: number;
    subject: string | undefined;
    issuer: string | undefined;
    audience: string | undefined;
  };

/** Where variables come from: an environment, or a `.env` file. */
export type Variables = Readonly<Record<string, string | undefined>>;

const { tokenSecrets, tokenIssuer, tokenAudience } = OPTIONS;

/** The variables that this program reads, as the server does. */
export const VARIABLES: readonly string[] = [
  tokenSecrets,
  tokenIssuer,
  tokenAudience,
].map(({ env }) => env);

const FLAGS = {
  help: { type: "boolean", short: "h" },
  room: { type: "string" },
  role: { type: "string" },
  name: { type: "string" },
  ttl: { type: "string", default: "1h" },
  subject: { type: "string" },
} as const;

const UNREADABLE = `Cannot read these options: there are ${
  Object.keys(FLAGS).map((name) => `--${name}`).join(", ")
}, and all but --help take a value`;

/** Milliseconds of each unit that a time may have. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Milliseconds of the longest time: who needs more had better make another token. */
const LONGEST_MS = 366 * 86_400_000;

/** The text of `--help`. */
export function helpText(): string {
  return `Usage: deno task token --room ROOMS [options]

Makes a token with which one may enter rooms, and prints nothing else.

Options:
  --room ROOMS    Rooms, separated by commas; * stands for any characters
  --role ROLE     host or member; the first in a room is host otherwise
  --name NAME     What the others are told, whatever its bearer says
  --ttl TIME      How long it is good, such as 90s, 15m, 12h or 7d; ${FLAGS.ttl.default} otherwise
  --subject WHO   Whose it is: a user's id, for example
  --help, -h      Show this help and exit

Environment, or lines in .env, as the server has them:
  ${tokenSecrets.env}   Secrets; the first one signs
  ${tokenIssuer.env}    Who makes it (iss)
  ${tokenAudience.env}  Whom it is for (aud)
`;
}

/** Reads the command line; it never throws, and finds every mistake at once. */
export function readCommandLine(
  args: readonly string[],
  env: Variables,
  dotenv: Variables,
): Request {
  const parsed = parse(args);
  if (!parsed) return { kind: "wrong", errors: [UNREADABLE] };
  const { values, positionals } = parsed;
  const errors: string[] = [];
  if (values.help) return { kind: "help" };
  for (const word of positionals) {
    errors.push(`Cannot use ${JSON.stringify(word)}: give rooms with --room`);
  }

  const variable = (name: string) => env[name] || dotenv[name] || undefined;
  const secrets = tokenSecrets.kind.parse(variable(tokenSecrets.env) ?? "");
  if (secrets === undefined) {
    errors.push(
      `Cannot sign: ${tokenSecrets.env} must be ${tokenSecrets.kind.allowed}`,
    );
  }
  const { room, role, name, subject } = values;
  const rooms = room?.split(",").map((part) => part.trim());
  if (rooms === undefined) {
    errors.push("Cannot make a token without --room");
  } else if (!readGrants({ room: rooms })) {
    errors.push(
      `Cannot use --room ${
        JSON.stringify(room)
      }: it must be names or patterns of 1 to 128 characters`,
    );
  }
  if (role !== undefined && role !== "host" && role !== "member") {
    errors.push(
      `Cannot use --role ${JSON.stringify(role)}: it must be host or member`,
    );
  }
  if (name !== undefined && !readGrants({ room: "*", name })) {
    errors.push(
      `Cannot use --name ${
        JSON.stringify(name)
      }: it must be 1 to 64 characters that can be seen`,
    );
  }
  const ttlMs = readTime(values.ttl);
  if (ttlMs === undefined) {
    errors.push(
      `Cannot use --ttl ${
        JSON.stringify(values.ttl)
      }: it must be a time such as 90s, 15m, 12h or 7d, of a year at most`,
    );
  }
  const [secret] = secrets ?? [];
  if (
    errors.length > 0 || secret === undefined || rooms === undefined ||
    ttlMs === undefined
  ) return { kind: "wrong", errors };
  return {
    kind: "mint",
    secret,
    grants: {
      room: rooms.length === 1 ? rooms.join() : rooms,
      ...(role === "host" || role === "member") && { role },
      ...name !== undefined && { name },
    },
    ttlMs,
    subject,
    issuer: variable(tokenIssuer.env),
    audience: variable(tokenAudience.env),
  };
}

/** The flags; `undefined` if there is a mistake in their form. */
function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: FLAGS,
      allowPositionals: true,
    });
  } catch {
    return undefined;
  }
}

function readTime(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS.get(unit) ?? NaN);
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

/** Does what the command line asks for; the exit code. */
async function main(): Promise<number> {
  const env = Object.fromEntries(
    VARIABLES.map((name) => [name, Deno.env.get(name)]),
  );
  const request = readCommandLine(Deno.args, env, dotenv());
  switch (request.kind) {
    case "help":
      say(Deno.stdout, helpText());
      return 0;
    case "wrong":
      say(Deno.stderr, `${request.errors.join("\n")}\n`);
      return 2;
    case "mint": {
      const id = crypto.randomUUID();
      const token = await mintToken({ ...request, nowMs: wallClock(), id });
      say(Deno.stdout, `${token}\n`);
      return 0;
    }
  }
}

function dotenv(): Variables {
  try {
    return parseEnv(Deno.readTextFileSync(".env"));
  } catch {
    return {}; // There is none.
  }
}

function say(to: typeof Deno.stdout, text: string): void {
  to.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) Deno.exit(await main());
