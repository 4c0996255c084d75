/**
 * The configuration of a server, from the command line, the environment and a
 * `.env` file. It reads none of them itself: they are arguments, so that the
 * whole of it can be tested without a process.
 *
 * @module
 */

import { parseEnv } from "node:util";
import { readFlags } from "./flags.ts";
import { ENV_NAMES, OPTIONS, SETTING_NAMES } from "./options.ts";
import { DEFAULTS, type Settings } from "./settings.ts";
import { nearest } from "./suggest.ts";

/** Where settings come from; what comes first here wins. */
export interface Sources {
  /** The command line, without the program's name. */
  readonly args: readonly string[];
  /** Environment variables by name; an empty one counts as not set. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of the `.env` file, or `undefined` if there is none. */
  readonly dotenv: string | undefined;
  /** Says what is at a path, by the rules of the file system. */
  readonly look: (path: string) => "file" | "folder" | undefined;
}

/** Settings that fit together. */
export interface Config extends Omit<Settings, "cert" | "key"> {
  /** Paths of the PEM files, or `undefined` to serve plain http. */
  tls: { cert: string; key: string } | undefined;
}

/** What the program is to do. */
export type Outcome =
  | { kind: "run"; config: Config }
  | { kind: "help" }
  | { kind: "version" }
  /** One sentence for each mistake. */
  | { kind: "errors"; errors: string[] };

/** The text of a setting, and how the person who wrote it would name it. */
interface Given {
  text: string;
  name: string;
  place: "" | " in .env";
}

/**
 * Reads the configuration. A flag wins over an environment variable, that over
 * a line in `.env`, and that over the default. Every mistake is reported at
 * once; a value that another source overrides is not looked at.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const outcome = readConfig({
 *   args: ["--port", "x"],
 *   env: {},
 *   dotenv: undefined,
 *   look: () => undefined,
 * });
 * deepEqual(outcome, {
 *   kind: "errors",
 *   errors: ['Cannot use --port "x": it must be a whole number from 0 to 65535'],
 * });
 * ```
 */
export function readConfig(sources: Sources): Outcome {
  const { args, env, dotenv, look } = sources;
  const flags = readFlags(args);
  if (flags.asked) return { kind: flags.asked };

  const file = parseEnv(dotenv ?? "");
  const errors = [
    ...flags.errors,
    ...unknownVariables(Object.keys(env), ""),
    ...unknownVariables(Object.keys(file), " in .env"),
  ];
  const given = new Map<keyof Settings, Given>();
  const settings: Settings = { ...DEFAULTS };
  for (const setting of SETTING_NAMES) {
    const { flag, env: name, kind } = OPTIONS[setting];
    const source = pick(`--${flag}`, flags.values.get(flag), "") ??
      pick(name, env[name], "") ??
      pick(name, file[name], " in .env");
    if (source === undefined) continue;
    given.set(setting, source);
    const place = kind.leadsTo?.(source.text);
    const isThere = place === undefined || look(source.text) === place;
    if (!isThere || !assign(settings, setting, source.text)) {
      const text = kind.hidden ? "" : ` ${JSON.stringify(source.text)}`;
      errors.push(
        `Cannot use ${source.name}${text}${source.place}: it must be ${kind.allowed}`,
      );
    }
  }
  errors.push(
    ...PARTNERS.flatMap((rule) => missingPartner(given, rule)),
    ...wideOpen(given, settings),
  );
  if (errors.length > 0) return { kind: "errors", errors };

  const { cert, key, ...rest } = settings;
  const tls = cert !== undefined && key !== undefined
    ? { cert, key }
    : undefined;
  return { kind: "run", config: { ...rest, tls } };
}

function pick(
  name: string,
  text: string | undefined,
  place: Given["place"],
): Given | undefined {
  return text ? { name, text, place } : undefined;
}

/** Puts what `text` stands for into `settings`; `false` if that is nothing. */
function assign<K extends keyof Settings>(
  settings: Settings,
  name: K,
  text: string,
): boolean {
  const value = OPTIONS[name].kind.parse(text);
  if (value === undefined) return false;
  settings[name] = value;
  return true;
}

/** A misspelt variable would otherwise leave its setting at the default. */
function unknownVariables(names: string[], place: Given["place"]): string[] {
  return names
    .filter((name) => name.startsWith("PARLEY_") && !ENV_NAMES.includes(name))
    .map((name) => {
      const meant = nearest(name, ENV_NAMES);
      return `Cannot use ${name}${place}: there is no such variable` +
        (meant ? `, did you mean ${meant}` : "");
    });
}

/** Who has no token may not speak to everyone either. */
function wideOpen(
  given: ReadonlyMap<keyof Settings, Given>,
  { messageScope }: Settings,
): string[] {
  const tokens = given.get("tokenSecrets") ?? given.get("tokenJwks");
  const scope = given.get("messageScope");
  if (!tokens || !scope || messageScope !== "all") return [];
  return [
    `Cannot use ${scope.name} "all"${scope.place} with ${tokens.name}${tokens.place}: ` +
    "everyone would hear those who have no token",
  ];
}

/** A setting that means nothing unless one of others is given, too. */
interface PartnerRule {
  one: keyof Settings;
  others: readonly (keyof Settings)[];
  why: string;
}

const HTTPS = "https needs both a certificate and its key";
const NO_RELAY = "without a credential, a TURN server relays nothing";
const NO_TURN = "there is no TURN server to use it with";
const NO_TOKENS = "no token is asked for otherwise";

const PARTNERS: readonly PartnerRule[] = [
  { one: "cert", others: ["key"], why: HTTPS },
  { one: "key", others: ["cert"], why: HTTPS },
  { one: "turn", others: ["turnSecrets"], why: NO_RELAY },
  { one: "turnSecrets", others: ["turn"], why: NO_TURN },
  { one: "turnTtl", others: ["turn"], why: NO_TURN },
  ...(["tokenIssuer", "tokenAudience", "adminSecret"] as const).map((one) => ({
    one,
    others: ["tokenSecrets", "tokenJwks"] as const,
    why: NO_TOKENS,
  })),
];

function missingPartner(
  given: ReadonlyMap<keyof Settings, Given>,
  { one, others, why }: PartnerRule,
): string[] {
  const source = given.get(one);
  if (source === undefined || others.some((other) => given.has(other))) {
    return [];
  }
  const partners = others.map((other) => {
    const { flag, env } = OPTIONS[other];
    return source.name.startsWith("--") ? `--${flag}` : env;
  });
  return [
    `Cannot use ${source.name}${source.place} without ${
      partners.join(" or ")
    }: ${why}`,
  ];
}
