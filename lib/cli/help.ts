/**
 * The text of `--help`, from the table of options.
 *
 * @module
 */

import { OPTIONS, QUESTIONS, SETTING_NAMES } from "./options.ts";
import { DEFAULTS } from "./settings.ts";

/** A terminal is at least this wide. */
const COLUMNS = 80;
/** Where descriptions start: past the longest flag. */
const INDENT = 25;

/** The help text, in lines of at most 80 characters, with a final newline. */
export function helpText(): string {
  return [
    "Usage: deno task start [options]",
    "",
    "Parley serves WebRTC signaling over WebSockets, and a page to call from.",
    "",
    "Options:",
    ...SETTING_NAMES.flatMap((name) => {
      const { flag, env, placeholder, about } = OPTIONS[name];
      const value = DEFAULTS[name];
      const fallback = value === undefined ? "" : `, default ${value}`;
      return entry(`--${flag} ${placeholder}`, about, `${env}${fallback}`);
    }),
    ...QUESTIONS.flatMap(({ flag, short, about }) =>
      entry(`--${flag}, -${short}`, about)
    ),
    "",
    "A flag wins over an environment variable, which wins over a line in .env.",
    "Secrets belong in the latter two: all users of a machine see its command lines.",
    "",
    "Exit codes:",
    ...entry("0", "Stopped as asked, or answered --help or --version"),
    ...entry("1", "Could not start or go on, such as a port in use"),
    ...entry("2", "Options that cannot be used; nothing was started"),
    "",
  ].join("\n");
}

/** A term on the left; paragraphs beside it, each wrapped on its own. */
function entry(term: string, ...paragraphs: string[]): string[] {
  return paragraphs.flatMap(wrap).map((line, index) =>
    (index === 0 ? `  ${term}` : "").padEnd(INDENT) + line
  );
}

function wrap(paragraph: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line && INDENT + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line];
}
