import { deepEqual, equal, match, ok } from "node:assert/strict";
import { getLogger, resetSync } from "@logtape/logtape";
import { configureLogging, LOG_CATEGORY } from "../../lib/cli/logging.ts";
import type { LogFormat, LogLevel } from "../../lib/cli/settings.ts";

/** Logs into an array for as long as it is held. */
function capture(format: LogFormat, level: LogLevel = "trace") {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  configureLogging({ format, level, write });
  return { lines, [Symbol.dispose]: resetSync };
}

const logger = getLogger([LOG_CATEGORY, "test"]);

/** Text that wants to be a line, or a command to a terminal. */
const HOSTILE = [
  '\n{"level":"ERROR","message":"forged"}',
  "\r\n2026-01-01T00:00:00.000Z [error] parley: forged",
  "\x1b[2J\x1b[31m",
  "\x9b2J",
  "\x07\x08\x00\x7f",
  "\x85\u2028\u2029",
  "\u202egpj.exe\u2066",
  '"} forged {"',
  "{name} %s %o",
];

// -- Text --

Deno.test("configureLogging() writes text with time, level and category", () => {
  using log = capture("text");
  logger.info("Listening on port {port}", { port: 2013 });
  equal(log.lines.length, 1);
  match(
    log.lines[0] ?? "",
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[info\] parley\.test: Listening on port 2013\n$/,
  );
});

Deno.test("configureLogging() writes a record as one line of text", () => {
  for (const text of HOSTILE) {
    using log = capture("text");
    logger.info("{text} joined", { text });
    logger.info(text);
    logger.info("{nested}", { nested: { [text]: [text] } });
    logger.info("{error}", { error: new Error(text) });
    getLogger([LOG_CATEGORY, text]).info("hello");
    equal(log.lines.length, 5);
    for (const line of log.lines) {
      match(line, /^\d{4}-[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+\n$/u);
    }
  }
});

Deno.test("configureLogging() keeps a large object on one readable line", () => {
  using log = capture("text");
  const names = Array.from({ length: 50 }, (_, index) => `name ${index}`);
  logger.info("{names}", { names });
  ok(log.lines[0]?.includes('[ "name 0", "name 1",'));
  ok(!log.lines[0]?.includes("\\n"));
});

Deno.test("configureLogging() leaves other scripts as they are", () => {
  using log = capture("text");
  logger.info("{name} joined", { name: "Zoë 李雷 😀" });
  ok(log.lines[0]?.endsWith('"Zoë 李雷 😀" joined\n'));
});

// -- JSON --

Deno.test("configureLogging() writes a record as one line of JSON", () => {
  for (const text of HOSTILE) {
    using log = capture("json");
    logger.warn("{text} joined", { text });
    equal(log.lines.length, 1);
    match(log.lines[0] ?? "", /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+\n$/u);
    const record = JSON.parse(log.lines[0] ?? "");
    deepEqual(record.properties, { text });
    equal(record.level, "WARN");
    equal(record.logger, "parley.test");
  }
});

Deno.test("configureLogging() writes JSON of what JSON has no word for", () => {
  using log = capture("json");
  const loop: Record<string, unknown> = { count: 1n };
  loop.self = loop;
  logger.error("{loop}", { loop, error: new Error("broken"), half: "\ud800" });
  const { properties } = JSON.parse(log.lines[0] ?? "");
  equal(properties.error.message, "broken");
  equal(properties.half, "\ud800");
});

// -- Levels and output --

Deno.test("configureLogging() drops what is below the level", () => {
  using log = capture("json", "warning");
  logger.trace("a");
  logger.debug("b");
  logger.info("c");
  logger.warn("d");
  logger.error("e");
  logger.fatal("f");
  deepEqual(log.lines.map((line) => JSON.parse(line).message), ["d", "e", "f"]);
});

Deno.test("configureLogging() takes the place of an earlier one", () => {
  using first = capture("text");
  using second = capture("text");
  logger.info("hello");
  deepEqual([first.lines.length, second.lines.length], [0, 1]);
});

Deno.test("configureLogging() writes to standard error before it returns", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--quiet",
      `
      import { getLogger } from "@logtape/logtape";
      import { configureLogging } from "./logging.ts";
      configureLogging({ level: "info", format: "json" });
      getLogger("parley").info("x".repeat(300_000));
      Deno.exit(0);
    `,
    ],
    cwd: new URL("../../lib/cli/", import.meta.url),
  }).output();
  equal(new TextDecoder().decode(stdout), "");
  equal(JSON.parse(new TextDecoder().decode(stderr)).message.length, 300_000);
});
