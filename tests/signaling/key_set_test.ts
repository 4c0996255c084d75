import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { join } from "node:path";
import { KeySet } from "../../lib/signaling/key_set.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { keyPair } from "../support/tokens.ts";

const [ONE, TWO] = await Promise.all([
  keyPair("EdDSA", "one"),
  keyPair("EdDSA", "two"),
]);
const [WITH_ONE, WITH_TWO, WITH_BOTH] = [[ONE], [TWO], [ONE, TWO]].map((
  pairs,
) => JSON.stringify({ keys: pairs.map(({ jwk }) => jwk) }));

/** A set whose source a test changes, and may break. */
function begin(text: string | undefined, first?: string) {
  const clock = new FakeClock();
  const source = { text, readings: 0 };
  const set = new KeySet({
    clock,
    ...first !== undefined && { first },
    read() {
      source.readings++;
      return source.text === undefined
        ? Promise.reject(new Error("down"))
        : Promise.resolve(source.text);
    },
  });
  const count = async (kid: string) =>
    (await set.keysFor({ alg: "EdDSA", kid })).length;
  return { set, source, clock, count };
}

Deno.test("KeySet reads its source once for all who ask", async () => {
  const { set, source, count } = begin(WITH_BOTH);
  deepEqual(await Promise.all([count("one"), count("two")]), [1, 1]);
  equal(await count("one"), 1);
  equal((await set.keysFor({ alg: "EdDSA" })).length, 2);
  equal((await set.keysFor({ alg: "ES256" })).length, 0);
  equal(source.readings, 1);
});

Deno.test("KeySet.warm() reads its source before anyone asks, and fails for nobody", async () => {
  const { set, source, count } = begin(WITH_ONE);
  await set.warm();
  equal(source.readings, 1);
  equal(await count("one"), 1);
  equal(source.readings, 1);
  await begin(undefined).set.warm();
});

Deno.test("KeySet reads its source again for a key that is not in it, but not all the time", async () => {
  const { source, clock, count } = begin(WITH_ONE, WITH_ONE);
  source.text = WITH_BOTH;
  equal(await count("two"), 0, "it was read a moment ago");
  clock.advance(30_000);
  deepEqual(await Promise.all([count("two"), count("two")]), [1, 1]);
  equal(source.readings, 1);
  for (let kid = 0; kid < 100; kid++) equal(await count(`${kid}`), 0);
  equal(source.readings, 1);
});

Deno.test("KeySet forgets a key that its issuer took out", async () => {
  const { source, clock, count } = begin(WITH_ONE, WITH_ONE);
  source.text = WITH_TWO;
  equal(await count("one"), 1);
  clock.advance(600_000);
  equal(await count("one"), 0);
  equal(await count("two"), 1);
});

Deno.test("KeySet keeps what it has while its source is broken", async () => {
  const { source, clock, count } = begin(WITH_ONE, WITH_ONE);
  for (const text of [undefined, "no JSON", "{}", '{"keys":[7]}']) {
    source.text = text;
    clock.advance(600_000);
    equal(await count("one"), 1);
  }
  source.text = WITH_TWO;
  clock.advance(600_000);
  deepEqual([await count("one"), await count("two")], [0, 1]);
});

Deno.test("KeySet says that it has nothing yet, and tries again after a while", async () => {
  const { source, clock, count } = begin(undefined);
  await rejects(count("one"));
  source.text = WITH_ONE;
  await rejects(count("one"));
  equal(source.readings, 1);
  clock.advance(30_000);
  equal(await count("one"), 1);
});

Deno.test("KeySet refuses to begin with what is no key set", () => {
  for (const text of ["", "no JSON", "[]", '{"keys":7}']) {
    throws(() => begin(undefined, text), Error, text);
  }
});

Deno.test("KeySet gives no private key", async () => {
  const { d, ...publicJwk } = await privateJwk();
  const text = JSON.stringify({ keys: [{ ...publicJwk, d }] });
  equal((await begin(text).set.keysFor({ alg: "EdDSA" })).length, 0);
});

// -- Files and addresses --

Deno.test("KeySet.ofFile() reads a file, and reads it again when it has changed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "keys.json");
    throws(() => KeySet.ofFile(path), Deno.errors.NotFound);
    await Deno.writeTextFile(path, WITH_ONE ?? "");
    const clock = new FakeClock();
    const set = KeySet.ofFile(path, { clock });
    equal((await set.keysFor({ alg: "EdDSA", kid: "one" })).length, 1);
    await Deno.writeTextFile(path, WITH_BOTH ?? "");
    clock.advance(30_000);
    equal((await set.keysFor({ alg: "EdDSA", kid: "two" })).length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("KeySet.ofUrl() asks an address, and follows it nowhere else", async () => {
  const asked: string[] = [];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    ({ url }) => {
      const { pathname } = new URL(url);
      asked.push(pathname);
      if (pathname === "/keys") return new Response(WITH_ONE);
      if (pathname === "/moved") {
        return Response.redirect(new URL("/keys", url));
      }
      return new Response("nothing", { status: 404 });
    },
  );
  const at = (path: string) => {
    const set = KeySet.ofUrl(
      new URL(`http://127.0.0.1:${server.addr.port}${path}`),
    );
    return set.keysFor({ alg: "EdDSA", kid: "one" });
  };
  equal((await at("/keys")).length, 1);
  await rejects(at("/moved"));
  await rejects(at("/nowhere"));
  deepEqual(asked, ["/keys", "/moved", "/nowhere"]);
});

async function privateJwk(): Promise<JsonWebKey> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ]);
  if (!("privateKey" in pair)) throw new Error("Cannot make a pair of keys");
  return await crypto.subtle.exportKey("jwk", pair.privateKey);
}
