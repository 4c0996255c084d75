/**
 * Where log records go and what a line looks like.
 *
 * A record is one line, whatever is in it: names and messages of peers end up
 * in logs, and must neither start a line of their own nor command the terminal
 * of whoever reads them.
 *
 * @module
 */

import {
  configureSync,
  getJsonLinesFormatter,
  getTextFormatter,
  type TextFormatter,
} from "@logtape/logtape";
import type { LogFormat, LogLevel } from "./settings.ts";

/** The category under which everything of Parley logs. */
export const LOG_CATEGORY = "parley";

/** What to log, and how. */
export interface LoggingOptions {
  /** The least severe level that is logged. */
  readonly level: LogLevel;
  /** Lines for people, or one JSON value a line. */
  readonly format: LogFormat;
  /**
   * Receives each line with its newline, in order and before the logging call
   * returns, so that nothing is lost when the process exits.
   *
   * @default writes to standard error
   */
  readonly write?: (line: string) => void;
}

/**
 * Configures LogTape for the whole process, in place of what was configured
 * before. Loggers come from `getLogger([LOG_CATEGORY, …])`.
 */
export function configureLogging(options: LoggingOptions): void {
  const { level, format, write = writeToStderr } = options;
  const toLine = lineFormatter(format);
  configureSync({
    reset: true,
    sinks: { lines: (record) => write(toLine(record)) },
    loggers: [
      { category: LOG_CATEGORY, lowestLevel: level, sinks: ["lines"] },
      // What LogTape has to say of itself, such as a sink that throws.
      {
        category: ["logtape", "meta"],
        lowestLevel: "warning",
        sinks: ["lines"],
      },
    ],
  });
}

/** Turns a record into one line that is safe to show, with its newline. */
function lineFormatter(format: LogFormat): TextFormatter {
  const toText = format === "json"
    ? getJsonLinesFormatter()
    : getTextFormatter({
      timestamp: "rfc3339",
      level: "full",
      category: ".",
      value: (value) =>
        Deno.inspect(value, { compact: true, breakLength: Infinity }),
      // One rule below covers template, values and category alike.
      sanitize: false,
    });
  return (record) =>
    toText(record).slice(0, -1).replace(UNSAFE_REGEXP, escape) + "\n";
}

/** Control characters, line separators, and what reorders text on screen. */
const UNSAFE_REGEXP = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** The same escape in both formats, because JSON reads it back. */
function escape(character: string): string {
  if (character === "\n") return "\\n";
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const encoder = new TextEncoder();

function writeToStderr(line: string): void {
  let rest = encoder.encode(line);
  // A pipe takes what fits, which may be less than a line.
  while (rest.length > 0) rest = rest.subarray(Deno.stderr.writeSync(rest));
}
