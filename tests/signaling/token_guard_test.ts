import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { reset } from "@logtape/logtape";
import { exportSPKI, generateKeyPair } from "jose";
import { configureLogging } from "../../lib/cli/mod.ts";
import {
  KeySet,
  mintToken,
  TokenKeys,
  type TokenRules,
} from "../../lib/signaling/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import {
  assemble,
  CLAIMS,
  guardOf,
  keyPair,
  NEXT_SECRET,
  NOW,
  NOW_MS,
  outcome,
  SECRET,
  sign,
} from "../support/tokens.ts";

const GRANTED = {
  maySignal: true,
  mayBroadcast: true,
  token: { id: "token-1", subject: "ada", ttlMs: 602_000 },
};

// -- Claims --

/** Claims beside or in place of the usual ones, and what becomes of them in the room "blue". */
const CLAIM_CASES: [
  claims: Record<string, unknown>,
  expected: unknown,
  rules?: Partial<TokenRules>,
][] = [
  [{}, GRANTED],
  [{ sub: undefined }, {
    ...GRANTED,
    token: { ...GRANTED.token, subject: undefined },
  }],
  [{ sub: 7 }, "token-invalid"],
  [{ jti: "" }, "token-invalid"],
  [{ jti: 7 }, "token-invalid"],
  [{ jti: "x".repeat(257) }, "token-invalid"],
  [{ jti: "__proto__" }, {
    ...GRANTED,
    token: { ...GRANTED.token, id: "__proto__" },
  }],
  [{ exp: undefined }, "token-invalid"],
  [{ exp: `${NOW + 600}` }, "token-invalid"],
  [{ exp: null }, "token-invalid"],
  [{ exp: 1e300 }, "token-invalid"],
  [{ exp: NOW }, { ...GRANTED, token: { ...GRANTED.token, ttlMs: 2_000 } }],
  [{ exp: NOW - 1 }, { ...GRANTED, token: { ...GRANTED.token, ttlMs: 1_000 } }],
  [{ exp: NOW - 2 }, "token-expired"],
  [{ exp: 0 }, "token-expired"],
  [{ exp: -1 }, "token-expired"],
  [{ exp: NOW + 10 * 365 * 86_400 }, {
    ...GRANTED,
    token: { ...GRANTED.token, ttlMs: 3_650 * 86_400_000 + 2_000 },
  }],
  [{ nbf: NOW }, GRANTED],
  [{ nbf: NOW + 2 }, GRANTED],
  [{ nbf: NOW + 3 }, "token-not-yet-valid"],
  [{ nbf: "soon" }, "token-invalid"],
  [{ iat: NOW + 86_400 }, GRANTED],
  [{ parley: undefined }, "token-invalid"],
  [{ parley: { room: "blue", role: "king" } }, "token-invalid"],
  [{ parley: { room: "red" } }, "not-allowed"],
  [{ parley: { room: [] } }, "not-allowed"],
  [{ parley: { room: ["red", "b*"] } }, GRANTED],
  [
    {
      parley: {
        room: "*",
        role: "host",
        signal: false,
        broadcast: false,
        capacity: 4,
        name: "Ada",
        metadata: { color: "blue" },
      },
    },
    {
      role: "host",
      maySignal: false,
      mayBroadcast: false,
      capacity: 4,
      name: "Ada",
      metadata: { color: "blue" },
      token: GRANTED.token,
    },
  ],
  [{ iss: "anyone" }, GRANTED],
  [{ iss: "school" }, GRANTED, { issuer: "school" }],
  [{ iss: "other" }, "token-invalid", { issuer: "school" }],
  [{}, "token-invalid", { issuer: "school" }],
  [{ iss: ["school"] }, "token-invalid", { issuer: "school" }],
  [{ aud: "calls" }, GRANTED],
  [{ aud: "calls" }, GRANTED, { audience: "calls" }],
  [{ aud: ["mail", "calls"] }, GRANTED, { audience: "calls" }],
  [{ aud: "mail" }, "token-invalid", { audience: "calls" }],
  [{ aud: [] }, "token-invalid", { audience: "calls" }],
  [{}, "token-invalid", { audience: "calls" }],
];
for (const [claims, expected, rules] of CLAIM_CASES) {
  const how = rules ? ` under ${JSON.stringify(rules)}` : "";
  const name = `${JSON.stringify(claims).slice(0, 80)}${how}`;
  const what = typeof expected === "string" ? expected : "grants";
  Deno.test(`TokenGuard.admit() of ${name}: ${what}`, async () => {
    const token = await sign({ ...CLAIMS, ...claims });
    deepEqual(await outcome(guardOf(rules).admit("blue", token)), expected);
  });
}

Deno.test("TokenGuard.admit() lets a token be shown again after its time has come", async () => {
  const token = await sign({ ...CLAIMS, nbf: NOW + 60 });
  await rejects(
    guardOf().admit("blue", token),
    (error) => error instanceof Refusal && error.retryable,
  );
  const later = guardOf({ now: () => NOW_MS + 60_000 });
  equal(typeof await outcome(later.admit("blue", token)), "object");
});

// -- Text that is no token --

Deno.test("TokenGuard.admit() asks for a token", async () => {
  equal(await outcome(guardOf().admit("blue", undefined)), "token-required");
});

const NO_TOKENS = [
  "",
  "x",
  ".",
  "..",
  "...",
  "a.b.c",
  "null.null.null",
  assemble(null, CLAIMS),
  assemble([], CLAIMS),
  assemble({}, CLAIMS),
  assemble({ alg: "HS256" }, "text", "AAAA"),
  assemble({ alg: ["HS256"] }, CLAIMS, "AAAA"),
  assemble({ alg: "constructor" }, CLAIMS, "AAAA"),
  "ey\u0000.e.e",
  "Bearer x",
  "x".repeat(8_193),
  "\ud800.\udfff.x",
];
for (const text of NO_TOKENS) {
  Deno.test(`TokenGuard.admit() takes ${JSON.stringify(text).slice(0, 60)} for no token`, async () => {
    equal(await outcome(guardOf().admit("blue", text)), "token-invalid");
  });
}

Deno.test("TokenGuard.admit() takes a token of 8,192 characters, and none that is longer", async () => {
  const room = ["blue"];
  const padded = async (length: number) =>
    await sign({ ...CLAIMS, parley: { room }, pad: "x".repeat(length) });
  const base = (await padded(0)).length;
  const pad = Math.floor((8_192 - base) * 3 / 4);
  const token = await padded(pad);
  ok(token.length > 8_180 && token.length <= 8_192, `${token.length}`);
  equal(typeof await outcome(guardOf().admit("blue", token)), "object");
  const longer = await padded(pad + 10);
  equal(await outcome(guardOf().admit("blue", longer)), "token-invalid");
});

// -- Signatures --

Deno.test("TokenGuard.admit() takes a token of any of its secrets", async () => {
  const keys = new TokenKeys({ secrets: [NEXT_SECRET, SECRET] });
  for (const secret of [NEXT_SECRET, SECRET]) {
    const token = await sign(CLAIMS, secret);
    deepEqual(await guardOf({ keys }).admit("blue", token), GRANTED);
  }
  const token = await sign(CLAIMS, "a secret that this server never had");
  equal(await outcome(guardOf({ keys }).admit("blue", token)), "token-invalid");
});

Deno.test("TokenGuard.admit() takes no token that nobody has signed", async () => {
  const token = await sign();
  const signature = token.slice(token.lastIndexOf(".") + 1);
  for (const alg of ["none", "None", "NONE", ""]) {
    for (const tail of ["", signature]) {
      const unsigned = assemble({ alg }, CLAIMS, tail);
      equal(await outcome(guardOf().admit("blue", unsigned)), "token-invalid");
    }
  }
  const cut = token.slice(0, token.lastIndexOf(".") + 1);
  equal(await outcome(guardOf().admit("blue", cut)), "token-invalid");
  const other = assemble(
    { alg: "HS256" },
    { ...CLAIMS, sub: "eve" },
    signature,
  );
  equal(await outcome(guardOf().admit("blue", other)), "token-invalid");
});

Deno.test("TokenGuard.admit() takes no other algorithm for a secret", async () => {
  for (const alg of ["HS384", "HS512"]) {
    const token = await sign(CLAIMS, SECRET.repeat(2), { alg });
    const keys = new TokenKeys({ secrets: [SECRET, SECRET.repeat(2)] });
    equal(
      await outcome(guardOf({ keys }).admit("blue", token)),
      "token-invalid",
    );
  }
});

Deno.test("TokenGuard.admit() takes no header that it does not understand", async () => {
  const headers = [
    { alg: "HS256", crit: ["exp"], exp: 1 },
    { alg: "HS256", crit: ["b64"], b64: false },
  ];
  for (const header of headers) {
    const encoded = assemble(header, CLAIMS).slice(0, -1);
    const key = await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(SECRET),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const signature = new Uint8Array(
      await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(encoded)),
    ).toBase64({ alphabet: "base64url", omitPadding: true });
    const token = `${encoded}.${signature}`;
    equal(await outcome(guardOf().admit("blue", token)), "token-invalid");
  }
});

for (const alg of ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]) {
  Deno.test(`TokenGuard.admit() takes ${alg}, of the key that a kid names`, async () => {
    const [own, other] = await Promise.all([
      keyPair(alg, "own"),
      keyPair(alg, "other"),
    ]);
    const guard = guardOf({ keys: keysOf([own.jwk, other.jwk]) });
    const token = await sign(CLAIMS, own.privateKey, { alg, kid: "own" });
    deepEqual(await guard.admit("blue", token), GRANTED);
    const wrong = await sign(CLAIMS, own.privateKey, { alg, kid: "other" });
    equal(await outcome(guard.admit("blue", wrong)), "token-invalid");
    const unknown = await sign(CLAIMS, own.privateKey, { alg, kid: "new" });
    equal(await outcome(guard.admit("blue", unknown)), "token-invalid");
  });
}

Deno.test("TokenGuard.admit() tries each key for a token without a kid", async () => {
  const pairs = await Promise.all([
    keyPair("ES256", "a"),
    keyPair("ES256", "b"),
  ]);
  const guard = guardOf({ keys: keysOf(pairs.map(({ jwk }) => jwk)) });
  for (const { privateKey } of pairs) {
    const token = await sign(CLAIMS, privateKey, { alg: "ES256" });
    deepEqual(await guard.admit("blue", token), GRANTED);
  }
  const stranger = await keyPair("ES256");
  const token = await sign(CLAIMS, stranger.privateKey, { alg: "ES256" });
  equal(await outcome(guard.admit("blue", token)), "token-invalid");
});

Deno.test("TokenGuard.admit() takes no public key for a secret", async () => {
  const { publicKey } = await generateKeyPair("RS256", { extractable: true });
  const pem = await exportSPKI(publicKey);
  const { jwk } = await keyPair("RS256", "own");
  const guard = guardOf({ keys: keysOf([jwk]) });
  for (const secret of [pem, pem.trim(), JSON.stringify(jwk), jwk.n ?? ""]) {
    const token = await sign(CLAIMS, secret, { alg: "HS256", kid: "own" });
    equal(await outcome(guard.admit("blue", token)), "token-invalid");
  }
});

Deno.test("TokenGuard.admit() takes no secret from a key set", async () => {
  const k = new TextEncoder().encode(SECRET).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
  const keys = keysOf([{ kty: "oct", k, alg: "HS256", kid: "own" }]);
  const token = await sign(CLAIMS, SECRET, { alg: "HS256", kid: "own" });
  equal(await outcome(guardOf({ keys }).admit("blue", token)), "token-invalid");
});

Deno.test("TokenGuard.admit() takes no key that a token brings along", async () => {
  const own = await keyPair("ES256", "own");
  const evil = await keyPair("ES256", "own");
  const guard = guardOf({ keys: keysOf([own.jwk]) });
  for (const header of [{ jwk: evil.jwk }, { jku: "https://evil.test/keys" }]) {
    const token = await sign(CLAIMS, evil.privateKey, {
      alg: "ES256",
      kid: "own",
      ...header,
    });
    equal(await outcome(guard.admit("blue", token)), "token-invalid");
  }
});

Deno.test("TokenGuard.admit() takes secrets and a key set side by side", async () => {
  const own = await keyPair("EdDSA", "own");
  const keys = new TokenKeys({ secrets: [SECRET], keySet: setOf([own.jwk]) });
  const guard = guardOf({ keys });
  const signed = await sign(CLAIMS, own.privateKey, { alg: "EdDSA" });
  deepEqual(await guard.admit("blue", signed), GRANTED);
  deepEqual(await guard.admit("blue", await sign()), GRANTED);
});

Deno.test("TokenKeys takes no secret of fewer than 32 bytes, and does not repeat it", () => {
  const short = "short, but not to be told";
  throws(() => new TokenKeys({ secrets: [SECRET, short] }), (error) => {
    return error instanceof RangeError && !error.message.includes(short);
  });
});

// -- Revocation --

Deno.test("TokenGuard.revoke() refuses the token from then on, and tells at once", async () => {
  const guard = guardOf();
  const [token, other] = await Promise.all([
    sign(),
    sign({ ...CLAIMS, jti: "token-2" }),
  ]);
  const heard: string[] = [];
  const undo = guard.onRevoked((id) => heard.push(id));
  deepEqual(await guard.admit("blue", token), GRANTED);
  equal(guard.revoke("token-1", NOW_MS + 600_000), true);
  deepEqual(heard, ["token-1"]);
  equal(await outcome(guard.admit("blue", token)), "token-revoked");
  equal(typeof await outcome(guard.admit("blue", other)), "object");
  undo();
  guard.revoke("token-2", NOW_MS + 600_000);
  deepEqual(heard, ["token-1"]);
});

Deno.test("TokenGuard.revoke() holds for as long as a token is taken after its end", async () => {
  const time = { now: NOW_MS };
  const guard = guardOf({ now: () => time.now });
  const token = await sign({ ...CLAIMS, exp: NOW + 60 });
  guard.revoke("token-1", NOW_MS + 60_000);
  time.now += 61_000; // The token has ended, but clocks may differ.
  guard.revoke("another", time.now + 1);
  equal(await outcome(guard.admit("blue", token)), "token-revoked");
  time.now += 1_000;
  equal(await outcome(guard.admit("blue", token)), "token-expired");
});

Deno.test("TokenGuard.revokeToken() revokes a token without an id, however it is spelled", async () => {
  const guard = guardOf();
  const token = await sign({ ...CLAIMS, jti: undefined });
  const granted = await guard.admit("blue", token);
  const heard: string[] = [];
  guard.onRevoked((id) => heard.push(id));
  equal(await guard.revokeToken(token), granted.token?.id);
  deepEqual(heard, [granted.token?.id]);
  for (const spelling of spellingsOf(token)) {
    const said = await outcome(guard.admit("blue", spelling));
    ok(said === "token-revoked" || said === "token-invalid", `${said}`);
  }
});

Deno.test("TokenGuard.revokeToken() revokes a token whose signature has a twin", async () => {
  const own = await keyPair("ES256");
  const guard = guardOf({ keys: keysOf([own.jwk]) });
  const claims = { ...CLAIMS, jti: undefined };
  const token = await sign(claims, own.privateKey, { alg: "ES256" });
  const twin = twinOf(token);
  equal(twin === token, false);
  equal(typeof await outcome(guard.admit("blue", twin)), "object");
  await guard.revokeToken(token);
  equal(await outcome(guard.admit("blue", twin)), "token-revoked");
});

Deno.test("TokenGuard.revokeToken() refuses what is no token of this server's", async () => {
  const guard = guardOf();
  const heard: string[] = [];
  guard.onRevoked((id) => heard.push(id));
  for (
    const token of [
      "x",
      await sign(CLAIMS, NEXT_SECRET),
      await sign({ ...CLAIMS, exp: NOW - 60 }),
    ]
  ) await rejects(guard.revokeToken(token), Refusal);
  deepEqual(heard, []);
});

Deno.test("TokenGuard.admit() makes one id of a token without one, and no two of others", async () => {
  const guard = guardOf();
  const idOf = async (claims: Record<string, unknown>) => {
    const token = await sign({ ...CLAIMS, jti: undefined, ...claims });
    return (await guard.admit("blue", token)).token?.id;
  };
  const [one, again, other] = await Promise.all([
    idOf({}),
    idOf({}),
    idOf({ exp: NOW + 601 }),
  ]);
  equal(one, again);
  equal(one === other, false);
});

// -- What is told --

Deno.test("TokenGuard tells nobody what is in a token that it refuses", async () => {
  const lines: string[] = [];
  configureLogging({
    level: "trace",
    format: "json",
    write: (line) => lines.push(line),
  });
  try {
    const set = new KeySet({ read: () => Promise.reject(new Error("down")) });
    const bad = [
      await sign(CLAIMS, NEXT_SECRET),
      await sign({ ...CLAIMS, exp: NOW - 60 }),
      await sign({ ...CLAIMS, nbf: NOW + 60 }),
      await sign({ ...CLAIMS, parley: { room: "red" } }),
      await sign({ ...CLAIMS, parley: { room: "blue", role: "secret-role" } }),
      await sign({ ...CLAIMS, aud: "secret-audience" }),
      await sign({ ...CLAIMS, jti: ["secret-id"] }),
      assemble({ alg: "none" }, CLAIMS),
      assemble({ alg: "ES256", kid: "secret-kid" }, CLAIMS, "AAAA"),
      "secret-text",
    ];
    const keys = new TokenKeys({ secrets: [SECRET], keySet: set });
    const guard = guardOf({ keys, audience: "calls" });
    for (const token of bad) {
      await rejects(guard.admit("blue", token), (error) => {
        ok(error instanceof Refusal);
        lines.push(
          JSON.stringify([error.message, error.data, `${error.cause}`]),
        );
        return true;
      });
    }
    const said = lines.join("\n");
    for (const token of bad) {
      for (const part of token.split(".").filter(({ length }) => length > 4)) {
        equal(said.includes(part), false, part);
      }
    }
    equal(/secret-|ada/.test(said), false, said);
    ok(said.includes("Cannot read the key set"), "something was logged");
  } finally {
    await reset();
  }
});

// -- Minting --

Deno.test("mintToken() makes a token that the guard takes", async () => {
  const token = await mintToken({
    secret: SECRET,
    grants: { room: "blue", role: "host", name: "Ada" },
    nowMs: NOW_MS + 999,
    ttlMs: 60_000,
    id: "minted",
    subject: "ada",
    issuer: "school",
    audience: "calls",
  });
  const guard = guardOf({ issuer: "school", audience: "calls" });
  deepEqual(await guard.admit("blue", token), {
    maySignal: true,
    mayBroadcast: true,
    role: "host",
    name: "Ada",
    token: { id: "minted", subject: "ada", ttlMs: 62_000 },
  });
  equal(await outcome(guard.admit("red", token)), "not-allowed");
});

function setOf(keys: readonly unknown[]): KeySet {
  const first = JSON.stringify({ keys });
  return new KeySet({ first, read: () => Promise.resolve(first) });
}

function keysOf(keys: readonly unknown[]): TokenKeys {
  return new TokenKeys({ keySet: setOf(keys) });
}

/** The same token with the other signature that ECDSA has for it: anyone can tell it from the one. */
function twinOf(token: string): string {
  const order =
    0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const dot = token.lastIndexOf(".") + 1;
  const signature = Uint8Array.fromBase64(token.slice(dot), {
    alphabet: "base64url",
  });
  const s = BigInt(`0x${signature.subarray(32).toHex()}`);
  const other = (order - s).toString(16).padStart(64, "0");
  signature.set(Uint8Array.fromHex(other), 32);
  return token.slice(0, dot) +
    signature.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Texts that differ from the token in bits which base64url does not use, and in padding. */
function spellingsOf(token: string): string[] {
  const alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "");
  const others = [1, 2, 3].map((bit) => alphabet[last ^ bit] ?? "");
  return [
    token,
    ...others.map((letter) => token.slice(0, -1) + letter),
    `${token}=`,
    `${token} `,
  ];
}
