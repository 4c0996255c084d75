import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { TokenGuard, TokenKeys } from "../../lib/signaling/mod.ts";
import { helpText, readCommandLine } from "../../tools/token.ts";
import { ROOT } from "../support/program.ts";
import { NEXT_SECRET, SECRET } from "../support/tokens.ts";

const ENV = { PARLEY_TOKEN_SECRETS: `${NEXT_SECRET},${SECRET}` };

function errorsOf(args: string[], env: Record<string, string> = ENV): string[] {
  const request = readCommandLine(args, env, {});
  return request.kind === "wrong" ? request.errors : [request.kind];
}

// -- The command line --

Deno.test("readCommandLine() reads who may do what, and for how long", () => {
  const args = ["--room", "blue, class-*", "--role=host", "--name", "Ada"];
  const more = ["--ttl", "15m", "--subject", "ada"];
  deepEqual(readCommandLine([...args, ...more], ENV, {}), {
    kind: "mint",
    secret: NEXT_SECRET,
    grants: { room: ["blue", "class-*"], role: "host", name: "Ada" },
    ttlMs: 900_000,
    subject: "ada",
    issuer: undefined,
    audience: undefined,
  });
});

Deno.test("readCommandLine() needs no more than a room", () => {
  const request = readCommandLine(["--room", "blue"], ENV, {});
  ok(request.kind === "mint");
  deepEqual([request.grants, request.ttlMs], [{ room: "blue" }, 3_600_000]);
});

Deno.test("readCommandLine() takes variables from the environment, then from .env", () => {
  const dotenv = {
    PARLEY_TOKEN_SECRETS: SECRET,
    PARLEY_TOKEN_ISSUER: "school",
    PARLEY_TOKEN_AUDIENCE: "calls",
  };
  const both = readCommandLine(["--room", "blue"], ENV, dotenv);
  ok(both.kind === "mint");
  deepEqual(
    [both.secret, both.issuer, both.audience],
    [NEXT_SECRET, "school", "calls"],
  );
  const env = { PARLEY_TOKEN_SECRETS: "" };
  const file = readCommandLine(["--room", "blue"], env, dotenv);
  ok(file.kind === "mint");
  equal(file.secret, SECRET);
});

for (
  const [ttl, ms] of [["1s", 1_000], ["90m", 5_400_000], ["12h", 43_200_000], [
    "366d",
    31_622_400_000,
  ]] as const
) {
  Deno.test(`readCommandLine() takes ${ttl} for ${ms} milliseconds`, () => {
    const request = readCommandLine(["--room", "x", "--ttl", ttl], ENV, {});
    equal(request.kind === "mint" && request.ttlMs, ms);
  });
}

const WRONG: [args: string[], error: RegExp][] = [
  [[], /^Cannot make a token without --room$/],
  [["--room", ""], /^Cannot use --room ""/],
  [["--room", "a,,b"], /^Cannot use --room "a,,b"/],
  [["--room", "x".repeat(129)], /^Cannot use --room/],
  [
    ["--room", "x", "--role", "king"],
    /^Cannot use --role "king": .*host or member$/,
  ],
  [["--room", "x", "--name", "a\nb"], /^Cannot use --name "a\\nb"/],
  [["--room", "x", "--name", ""], /^Cannot use --name ""/],
  ...["", "0s", "5", "1w", "-1h", "1.5h", "367d", "1h "].map((
    ttl,
  ): [string[], RegExp] => [
    ["--room", "x", `--ttl=${ttl}`],
    /^Cannot use --ttl/,
  ]),
  [["--room", "x", "y"], /^Cannot use "y": give rooms with --room$/],
  [["--room", "x", "--secret", "hunter2"], /^Cannot read these options: /],
  [["--room"], /^Cannot read these options: /],
  [["--room", "x", "--help=1"], /^Cannot read these options: /],
];
for (const [args, error] of WRONG) {
  Deno.test(`readCommandLine() says what is wrong with ${JSON.stringify(args).slice(0, 60)}`, () => {
    const errors = errorsOf(args);
    equal(errors.length, 1, errors.join());
    match(errors[0] ?? "", error);
    ok(!errors.join().includes("hunter2"));
  });
}

Deno.test("readCommandLine() does not repeat a secret that is too short", () => {
  for (const secrets of ["hunter2", `${NEXT_SECRET},hunter2`, ""]) {
    const [error = ""] = errorsOf(["--room", "x"], {
      PARLEY_TOKEN_SECRETS: secrets,
    });
    match(
      error,
      /^Cannot sign: PARLEY_TOKEN_SECRETS must be secrets of at least 32/,
    );
    ok(!error.includes("hunter2"));
  }
});

Deno.test("readCommandLine() tells every mistake at once", () => {
  equal(errorsOf(["y", "--role", "x", "--ttl", "x"], {}).length, 5);
});

Deno.test("helpText() fits a terminal, and names every option and variable", () => {
  for (const line of helpText().split("\n")) ok(line.length <= 80, line);
  for (
    const word of [
      "--room",
      "--role",
      "--name",
      "--ttl",
      "--subject",
      "--help, -h",
      "PARLEY_TOKEN_SECRETS",
      "PARLEY_TOKEN_ISSUER",
      "PARLEY_TOKEN_AUDIENCE",
    ]
  ) {
    ok(helpText().includes(word), word);
  }
});

// -- The task --

/** Runs the task's own command, with the permissions that it names. */
async function run(args: string[], env: Record<string, string>) {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  const [, ...command] = tasks.token.command.split(" ");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...command, ...args],
    env: { NO_COLOR: "1", ...env },
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("deno task token prints a token that the server takes, and nothing else", async () => {
  const args = ["--room", "blue", "--role", "host", "--subject", "ada"];
  const env = {
    ...ENV,
    PARLEY_TOKEN_ISSUER: "school",
    PARLEY_TOKEN_AUDIENCE: "calls",
  };
  const { code, out, err } = await run(args, env);
  deepEqual([code, err], [0, ""]);
  match(out, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const guard = new TokenGuard({
    keys: new TokenKeys({ secrets: [NEXT_SECRET] }),
    issuer: "school",
    audience: "calls",
    now: Date.now,
  });
  const { role, token } = await guard.admit("blue", out.trim());
  deepEqual([role, token?.subject], ["host", "ada"]);
  ok(token && token.ttlMs > 3_500_000 && token.ttlMs <= 3_603_000);
});

Deno.test("deno task token says on standard error what is wrong, and exits with 2", async () => {
  const { code, out, err } = await run([], { PARLEY_TOKEN_SECRETS: "hunter2" });
  deepEqual([code, out], [2, ""]);
  equal(err.trim().split("\n").length, 2);
  ok(!err.includes("hunter2"));
});

Deno.test("deno task token answers --help with code 0", async () => {
  deepEqual(await run(["--help"], {}), { code: 0, out: helpText(), err: "" });
});
