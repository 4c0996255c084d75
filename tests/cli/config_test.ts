import { deepEqual, equal } from "node:assert/strict";
import {
  type Config,
  type Outcome,
  readConfig as readConfigOf,
  type Sources,
} from "../../lib/cli/config.ts";
import { OPTIONS, SETTING_NAMES } from "../../lib/cli/options.ts";
import { DEFAULTS, type Settings } from "../../lib/cli/settings.ts";

/** The configuration, in a world where every file and folder of a test is. */
function readConfig(sources: Omit<Sources, "look">): Outcome {
  return readConfigOf({ ...sources, look });
}

function look(path: string): "file" | "folder" | undefined {
  if (path === "nowhere") return undefined;
  return path.endsWith(".pem") ? "file" : "folder";
}

const NOTHING = { args: [], env: {}, dotenv: undefined };

/** Two texts that each option takes, with what they mean, and one it refuses. */
const SAMPLES: {
  [K in keyof Settings]: {
    good: [text: string, value: Settings[K]];
    other: string;
    bad: string;
  };
} = {
  port: { good: ["8080", 8080], other: "8081", bad: "http" },
  host: { good: ["127.0.0.1", "127.0.0.1"], other: "::1", bad: "a b" },
  static: { good: ["./www", "./www"], other: "/srv", bad: "nowhere" },
  roomCapacity: { good: ["4", 4], other: "5", bad: "1" },
  messageScope: { good: ["all", "all"], other: "room", bad: "ALL" },
  origins: { good: ["any", "any"], other: "same", bad: "example.org" },
  cert: { good: ["c.pem", "c.pem"], other: "d.pem", bad: "nowhere" },
  key: { good: ["k.pem", "k.pem"], other: "l.pem", bad: "folder" },
  logLevel: { good: ["debug", "debug"], other: "fatal", bad: "warn" },
  logFormat: { good: ["json", "json"], other: "text", bad: "xml" },
};

/** What makes `setting` complete: a certificate needs a key. */
function partner(setting: keyof Settings): Record<string, string> {
  if (setting === "cert") return { PARLEY_KEY: "partner.pem" };
  if (setting === "key") return { PARLEY_CERT: "partner.pem" };
  return {};
}

function config(outcome: Outcome): Config {
  if (outcome.kind === "run") return outcome.config;
  throw new Error(`Cannot run: ${JSON.stringify(outcome)}`);
}

function errors(outcome: Outcome): string[] {
  return outcome.kind === "errors" ? outcome.errors : [outcome.kind];
}

function valueOf(outcome: Outcome, setting: keyof Settings): unknown {
  const { tls, ...rest } = config(outcome);
  return { ...rest, cert: tls?.cert, key: tls?.key }[setting];
}

Deno.test("readConfig() takes the defaults when nothing is set", () => {
  const { cert: _cert, key: _key, ...rest } = DEFAULTS;
  deepEqual(readConfig(NOTHING), {
    kind: "run",
    config: { ...rest, tls: undefined },
  });
});

for (const setting of SETTING_NAMES) {
  const { flag, env, kind } = OPTIONS[setting];
  const { good: [text, value], other, bad } = SAMPLES[setting];
  const rest = partner(setting);

  Deno.test(`readConfig() reads --${flag} VALUE and --${flag}=VALUE`, () => {
    for (const args of [[`--${flag}`, text], [`--${flag}=${text}`]]) {
      const outcome = readConfig({ args, env: rest, dotenv: "" });
      deepEqual(valueOf(outcome, setting), value);
    }
  });

  Deno.test(`readConfig() prefers --${flag}, then ${env}, then .env`, () => {
    const args = [`--${flag}`, text];
    const dotenv = `${env}=${other}`;
    const others = { ...rest, [env]: other };
    const fromFlag = readConfig({ args, env: others, dotenv });
    deepEqual(valueOf(fromFlag, setting), value);

    const own = { ...rest, [env]: text };
    const fromEnv = readConfig({ args: [], env: own, dotenv });
    deepEqual(valueOf(fromEnv, setting), value);

    const file = `${env}=${text}`;
    const fromFile = readConfig({ args: [], env: rest, dotenv: file });
    deepEqual(valueOf(fromFile, setting), value);
  });

  Deno.test(`readConfig() takes an empty ${env} for one that is not set`, () => {
    const dotenv = `${env}=${text}`;
    const outcome = readConfig({
      args: [],
      env: { ...rest, [env]: "" },
      dotenv,
    });
    deepEqual(valueOf(outcome, setting), value);
    deepEqual(
      readConfig({ ...NOTHING, dotenv: `${env}=` }),
      readConfig(NOTHING),
    );
  });

  Deno.test(`readConfig() refuses --${flag} without a value`, () => {
    const expected = [
      `Cannot use --${flag} without a value: it must be ${kind.allowed}`,
    ];
    const empty = [`--${flag}=`];
    deepEqual(errors(readConfig({ ...NOTHING, args: empty })), expected);
    const last = ["--log-level=info", `--${flag}`];
    deepEqual(errors(readConfig({ ...NOTHING, args: last })), expected);
    const followed = [`--${flag}`, "--log-level", "info"];
    deepEqual(errors(readConfig({ ...NOTHING, args: followed })), expected);
  });

  Deno.test(`readConfig() refuses --${flag} twice unless both agree`, () => {
    const twice = [`--${flag}`, text, `--${flag}=${other}`];
    deepEqual(errors(readConfig({ args: twice, env: rest, dotenv: "" })), [
      `Cannot use --${flag} twice: it is "${text}" and then "${other}"`,
    ]);
    const same = [`--${flag}`, text, `--${flag}`, text];
    const outcome = readConfig({ args: same, env: rest, dotenv: "" });
    deepEqual(valueOf(outcome, setting), value);
  });

  Deno.test(`readConfig() names --${flag} or ${env} as it was given`, () => {
    const why = `it must be ${kind.allowed}`;
    const args = [`--${flag}`, bad];
    deepEqual(errors(readConfig({ ...NOTHING, env: rest, args })), [
      `Cannot use --${flag} "${bad}": ${why}`,
    ]);
    deepEqual(
      errors(readConfig({ ...NOTHING, env: { ...rest, [env]: bad } })),
      [
        `Cannot use ${env} "${bad}": ${why}`,
      ],
    );
    deepEqual(
      errors(readConfig({ args: [], env: rest, dotenv: `${env}=${bad}` })),
      [
        `Cannot use ${env} "${bad}" in .env: ${why}`,
      ],
    );
  });

  Deno.test(`readConfig() ignores a bad ${env} that --${flag} overrides`, () => {
    const overridden = { ...rest, [env]: bad };
    const outcome = readConfig({
      args: [`--${flag}`, text],
      env: overridden,
      dotenv: "",
    });
    deepEqual(valueOf(outcome, setting), value);
  });
}

Deno.test("readConfig() takes --port -1 for a value, and refuses it", () => {
  deepEqual(errors(readConfig({ ...NOTHING, args: ["--port", "-1"] })), [
    'Cannot use --port "-1": it must be a whole number from 0 to 65535',
  ]);
});

Deno.test("readConfig() joins certificate and key", () => {
  const args = ["--cert", "c.pem"];
  const outcome = readConfig({
    args,
    env: { PARLEY_KEY: "k.pem" },
    dotenv: "",
  });
  deepEqual(config(outcome).tls, { cert: "c.pem", key: "k.pem" });
});

Deno.test("readConfig() refuses a certificate without its key", () => {
  const why = "https needs both a certificate and its key";
  deepEqual(errors(readConfig({ ...NOTHING, args: ["--cert", "c.pem"] })), [
    `Cannot use --cert without --key: ${why}`,
  ]);
  deepEqual(errors(readConfig({ ...NOTHING, env: { PARLEY_KEY: "k.pem" } })), [
    `Cannot use PARLEY_KEY without PARLEY_CERT: ${why}`,
  ]);
  deepEqual(errors(readConfig({ ...NOTHING, dotenv: "PARLEY_CERT=c.pem" })), [
    `Cannot use PARLEY_CERT in .env without PARLEY_KEY: ${why}`,
  ]);
});

Deno.test("readConfig() refuses variables that do not exist", () => {
  const env = { PARLEY_PROT: "80", HOME: "/root" };
  const dotenv = "PARLEY_ROOM=3\nDATABASE_URL=x\nPARLEY_HOSTS=y";
  deepEqual(errors(readConfig({ args: [], env, dotenv })), [
    "Cannot use PARLEY_PROT: there is no such variable, " +
    "did you mean PARLEY_PORT",
    "Cannot use PARLEY_ROOM in .env: there is no such variable",
    "Cannot use PARLEY_HOSTS in .env: there is no such variable, " +
    "did you mean PARLEY_HOST",
  ]);
});

Deno.test("readConfig() reads .env with comments, quotes and export", () => {
  const dotenv = '# a comment\nexport PARLEY_PORT="80" # why\r\n' +
    "PARLEY_HOST='::1'\nnonsense\n";
  const { port, host } = config(readConfig({ ...NOTHING, dotenv }));
  deepEqual([port, host], [80, "::1"]);
});

Deno.test("readConfig() reports every mistake at once", () => {
  const outcome = readConfig({
    args: ["--prot=80", "blue", "--log-format", "xml", "--key", "k.pem"],
    env: { PARLEY_LOG_LEVEL: "loud" },
    dotenv: "PARLEY_X=1",
  });
  equal(errors(outcome).length, 6);
});

Deno.test("readConfig() answers --help and --version whatever else is wrong", () => {
  const wrong = { env: { PARLEY_PORT: "x" }, dotenv: "PARLEY_X=1" };
  for (const args of [["--help"], ["-h"], ["--nope", "-h"], ["-hV"]]) {
    deepEqual(readConfig({ args, ...wrong }), { kind: "help" });
  }
  for (const args of [["--version"], ["-V"], ["-V", "--help"]]) {
    deepEqual(readConfig({ args, ...wrong }), { kind: "version" });
  }
});
