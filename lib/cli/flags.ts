/**
 * The command line, as far as it is a matter of form: which options were given,
 * with which text, and everything that is wrong with how they were written.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { OPTIONS, type Question, QUESTIONS, SETTING_NAMES } from "./options.ts";
import { nearest } from "./suggest.ts";

/** What the command line says. */
export interface Flags {
  /** What was asked instead of running, if anything. */
  asked: Question["flag"] | undefined;
  /** The text given for an option, by its name without dashes. */
  values: Map<string, string>;
  /** A sentence for each mistake. */
  errors: string[];
}

const VALUES = new Map(
  SETTING_NAMES.map((name) => [OPTIONS[name].flag, OPTIONS[name].kind]),
);
const FLAGS = [...VALUES.keys(), ...QUESTIONS.map(({ flag }) => flag)]
  .map((flag) => `--${flag}`);

/**
 * Reads the command line. It never throws, and finds every mistake at once.
 *
 * @param args The arguments, without the program's name.
 */
export function readFlags(args: readonly string[]): Flags {
  let asked: Flags["asked"];
  const values = new Map<string, string>();
  // A set, because a cluster of unknown letters such as "-port" is one mistake.
  const errors = new Set<string>();
  for (const token of tokenize(args)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      errors.add(
        `Cannot use ${JSON.stringify(token.value)}: ` +
          "settings are options, such as --port 2013",
      );
      continue;
    }
    const { name, value } = token;
    const question = QUESTIONS.find(({ flag }) => flag === name);
    const kind = VALUES.get(name);
    const earlier = values.get(name);
    if (question && value === undefined) {
      asked ??= question.flag;
    } else if (question) {
      errors.add(`Cannot use --${name} with a value: it takes none`);
    } else if (kind === undefined) {
      errors.add(unknown(args[token.index] ?? token.rawName));
    } else if (!value) {
      errors.add(
        `Cannot use --${name} without a value: it must be ${kind.allowed}`,
      );
    } else if (earlier !== undefined && earlier !== value) {
      errors.add(
        `Cannot use --${name} twice: ` +
          (kind.hidden
            ? "it is not the same both times"
            : `it is ${JSON.stringify(earlier)} and then ${
              JSON.stringify(value)
            }`),
      );
    } else {
      values.set(name, value);
    }
  }
  return { asked, values, errors: [...errors] };
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

/** The arguments as tokens, with nothing checked yet. */
function tokenize(args: readonly string[]): Token[] {
  const { tokens } = parseArgs({
    // Left alone, the parser would take the next option for a missing value:
    // "--port --host localhost" would listen on the port "--host".
    args: args.map((arg, index) =>
      takesValue(arg) && args[index + 1]?.startsWith("--") ? `${arg}=` : arg
    ),
    options: Object.fromEntries<
      { type: "string" } | { type: "boolean"; short: string }
    >([
      ...[...VALUES.keys()].map((flag) => [flag, { type: "string" }] as const),
      ...QUESTIONS.map(({ flag, short }) =>
        [flag, { type: "boolean", short }] as const
      ),
    ]),
    strict: false,
    tokens: true,
  });
  return tokens;
}

function takesValue(arg: string): boolean {
  return arg.startsWith("--") && VALUES.has(arg.slice(2));
}

function unknown(arg: string): string {
  const [flag = arg] = arg.split("=");
  const meant = nearest(flag.replace(/^-*/, "--"), FLAGS);
  return `Cannot use ${flag}: there is no such option` +
    (meant ? `, did you mean ${meant}` : ", see --help for those there are");
}
