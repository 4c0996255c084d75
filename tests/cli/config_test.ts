import { deepEqual, equal, ok } from "node:assert/strict";
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

const SECRET = "one-secret-that-has-32-characters";
const OTHER_SECRET = "another-secret-of-32-characters--";

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
  tokenSecrets: {
    good: [`${SECRET}, ${OTHER_SECRET}`, [SECRET, OTHER_SECRET]],
    other: OTHER_SECRET,
    bad: `${SECRET},hunter2`,
  },
  tokenJwks: { good: ["k.pem", "k.pem"], other: "l.pem", bad: "nowhere" },
  tokenIssuer: { good: ["school", "school"], other: "club", bad: "a\u0085b" },
  tokenAudience: { good: ["calls", "calls"], other: "mail", bad: "a\u0085b" },
  adminSecret: { good: [SECRET, SECRET], other: OTHER_SECRET, bad: "hunter2" },
  stun: {
    good: ["stun:a.example", ["stun:a.example"]],
    other: "stun:b.example",
    bad: "turn:a.example",
  },
  turn: {
    good: ["turn:a.example", ["turn:a.example"]],
    other: "turn:b.example",
    bad: "a.example",
  },
  turnSecrets: {
    good: ["sixteen letters!", ["sixteen letters!"]],
    other: SECRET,
    bad: "hunter2",
  },
  turnTtl: { good: ["60", 60], other: "86400", bad: "59" },
  grace: { good: ["30", 30], other: "120", bad: "0" },
  logLevel: { good: ["debug", "debug"], other: "fatal", bad: "warn" },
  logFormat: { good: ["json", "json"], other: "text", bad: "xml" },
};

/** What makes `setting` complete: a certificate needs a key. */
function partner(setting: keyof Settings): Record<string, string> {
  switch (setting) {
    case "cert":
      return { PARLEY_KEY: "partner.pem" };
    case "key":
      return { PARLEY_CERT: "partner.pem" };
    case "turn":
      return { PARLEY_TURN_SECRETS: SECRET };
    case "turnSecrets":
      return { PARLEY_TURN: "turn:partner.example" };
    case "turnTtl":
      return {
        PARLEY_TURN: "turn:partner.example",
        PARLEY_TURN_SECRETS: SECRET,
      };
    case "tokenIssuer":
    case "tokenAudience":
    case "adminSecret":
      return { PARLEY_TOKEN_SECRETS: SECRET };
    default:
      return {};
  }
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
    const why = kind.hidden
      ? "it is not the same both times"
      : `it is "${text}" and then "${other}"`;
    deepEqual(errors(readConfig({ args: twice, env: rest, dotenv: "" })), [
      `Cannot use --${flag} twice: ${why}`,
    ]);
    const same = [`--${flag}`, text, `--${flag}`, text];
    const outcome = readConfig({ args: same, env: rest, dotenv: "" });
    deepEqual(valueOf(outcome, setting), value);
  });

  Deno.test(`readConfig() names --${flag} or ${env} as it was given`, () => {
    const why = `it must be ${kind.allowed}`;
    const shown = kind.hidden ? "" : ` "${bad}"`;
    const args = [`--${flag}`, bad];
    deepEqual(errors(readConfig({ ...NOTHING, env: rest, args })), [
      `Cannot use --${flag}${shown}: ${why}`,
    ]);
    deepEqual(
      errors(readConfig({ ...NOTHING, env: { ...rest, [env]: bad } })),
      [
        `Cannot use ${env}${shown}: ${why}`,
      ],
    );
    deepEqual(
      errors(readConfig({ args: [], env: rest, dotenv: `${env}=${bad}` })),
      [
        `Cannot use ${env}${shown} in .env: ${why}`,
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

const LONELY: [args: string[], error: string][] = [
  [
    ["--turn", "turn:a.example"],
    "--turn without --turn-secrets: without a credential, a TURN server relays nothing",
  ],
  [
    ["--turn-secrets", SECRET],
    "--turn-secrets without --turn: there is no TURN server to use it with",
  ],
  [
    ["--turn-ttl", "60"],
    "--turn-ttl without --turn: there is no TURN server to use it with",
  ],
  ...["--token-issuer", "--token-audience", "--admin-secret"].map((
    flag,
  ): [string[], string] => [
    [flag, SECRET],
    `${flag} without --token-secrets or --token-jwks: no token is asked for otherwise`,
  ]),
];
for (const [args, error] of LONELY) {
  Deno.test(`readConfig() refuses ${args[0]} alone`, () => {
    deepEqual(errors(readConfig({ ...NOTHING, args })), [
      `Cannot use ${error}`,
    ]);
  });
}

Deno.test("readConfig() refuses tokens that everyone could do without", () => {
  const args = ["--message-scope", "all"];
  const dotenv = `PARLEY_TOKEN_SECRETS=${SECRET}`;
  deepEqual(errors(readConfig({ ...NOTHING, args, dotenv })), [
    'Cannot use --message-scope "all" with PARLEY_TOKEN_SECRETS in .env: ' +
    "everyone would hear those who have no token",
  ]);
  const narrow = ["--message-scope", "room"];
  equal(readConfig({ ...NOTHING, args: narrow, dotenv }).kind, "run");
});

Deno.test("readConfig() takes either kind of key for a partner of what is about tokens", () => {
  const args = ["--token-issuer", "school", "--token-jwks", "keys.pem"];
  equal(config(readConfig({ ...NOTHING, args })).tokenIssuer, "school");
});

Deno.test("readConfig() repeats no secret, whatever is wrong with it", () => {
  const hidden = SETTING_NAMES.filter((name) => OPTIONS[name].kind.hidden);
  equal(hidden.length, 3);
  for (const setting of hidden) {
    const { flag, env } = OPTIONS[setting];
    const short = "hunter2";
    const outcomes = [
      { args: [`--${flag}`, short], env: {}, dotenv: "" },
      { args: [`--${flag}=${short}`], env: {}, dotenv: "" },
      {
        args: [`--${flag}`, short, `--${flag}`, `${short}x`],
        env: {},
        dotenv: "",
      },
      { args: [`--${flag}x=${short}`], env: {}, dotenv: "" },
      { args: [], env: { [env]: short }, dotenv: "" },
      { args: [], env: {}, dotenv: `${env}=${short}` },
    ].map(readConfig);
    for (const outcome of outcomes) {
      ok(errors(outcome).length > 0);
      ok(!JSON.stringify(outcome).includes(short), JSON.stringify(outcome));
    }
  }
});

Deno.test("readConfig() looks for no file at an address", () => {
  const args = ["--token-jwks", "https://school.example/keys.json"];
  const { tokenJwks } = config(readConfig({ ...NOTHING, args }));
  equal(`${tokenJwks}`, "https://school.example/keys.json");
  ok(tokenJwks instanceof URL);
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
