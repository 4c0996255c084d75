import { ok } from "node:assert/strict";
import { helpText } from "../../lib/cli/help.ts";
import { OPTIONS, SETTING_NAMES } from "../../lib/cli/options.ts";
import { DEFAULTS } from "../../lib/cli/settings.ts";

Deno.test("helpText() shows each option with variable and default", () => {
  const text = helpText();
  for (const name of SETTING_NAMES) {
    const { flag, env, placeholder } = OPTIONS[name];
    ok(text.includes(`  --${flag} ${placeholder} `), flag);
    const value = DEFAULTS[name];
    ok(
      text.includes(
        value === undefined ? `${env}\n` : `${env}, default ${value}\n`,
      ),
      env,
    );
  }
});

Deno.test("helpText() fits a terminal of 80 columns", () => {
  for (const line of helpText().split("\n")) {
    ok(line.length <= 80, line);
    ok(line === line.trimEnd(), `Trailing space: ${line}`);
  }
});

Deno.test("helpText() aligns what it says of options and exit codes", () => {
  const entries = helpText().split("\n").filter((line) =>
    line.startsWith("  ")
  );
  ok(entries.length > 20);
  for (const line of entries) ok(/^.{24} \S/.test(line), line);
});

Deno.test("helpText() says how to start, and what exit codes mean", () => {
  const text = helpText();
  for (
    const part of [
      "Usage: deno task start [options]\n",
      "\n  0 ",
      "\n  1 ",
      "\n  2 ",
      "--help, -h",
      "--version, -V",
    ]
  ) {
    ok(text.includes(part), part);
  }
  ok(text.endsWith("\n") && !text.endsWith("\n\n"));
});

Deno.test("The two READMEs have each option, and its default", async () => {
  for (const name of ["README.md", "README.zh-CN.md"]) {
    const url = new URL(`../../${name}`, import.meta.url);
    const rows = (await Deno.readTextFile(url)).split("\n")
      .filter((line) => line.startsWith("| `--"));
    for (const setting of SETTING_NAMES) {
      const { flag, env } = OPTIONS[setting];
      const row = rows.find((line) => line.includes(`\`--${flag}\``)) ?? "";
      const [, , variables = "", fallback = ""] = row.split("|");
      const rest = `…${env.slice(env.lastIndexOf("_"))}`;
      ok(variables.includes(env) || variables.includes(rest), flag);
      const value = DEFAULTS[setting];
      ok(fallback.trim() === (value === undefined ? "" : `\`${value}\``), flag);
    }
  }
});
