import { equal, match, notEqual, ok } from "node:assert/strict";
import { newSecret, SessionKey } from "../../lib/engine/session_key.ts";

/** The secret that follows `secret`, which must be good. */
function present(key: SessionKey, secret: string): string {
  const verdict = key.judge(secret);
  ok(verdict === "current" || verdict === "previous", "the secret is good");
  return key.rotate(verdict);
}

Deno.test("newSecret() is 256 random bits in base64url", () => {
  match(newSecret(), /^[\w-]{43}$/);
  notEqual(newSecret(), newSecret());
});

Deno.test("SessionKey gives another secret for each that is shown [SE6]", () => {
  const key = new SessionKey("first");
  const second = present(key, "first");
  key.settle();
  const third = present(key, second);
  match(third, /^[\w-]{43}$/);
  equal(new Set(["first", second, third]).size, 3);
});

Deno.test("SessionKey takes the last secret again until the next one has arrived [SE6]", () => {
  const key = new SessionKey("first");
  present(key, "first");
  const second = present(key, "first"); // The first welcome was lost.
  const again = present(key, "first"); // And the second.
  equal(key.judge(second), "wrong", "what was lost is good for nothing");
  key.settle();
  equal(key.judge("first"), "given up");
  present(key, again);
});

Deno.test("SessionKey knows the secret that was given up [SE7]", () => {
  const key = new SessionKey("first");
  const second = present(key, "first");
  key.settle();
  key.settle();
  equal(key.judge("first"), "given up");
  present(key, second);
});

Deno.test("SessionKey gives a secret up when the next one is shown, even if nothing was said over it [SE7]", () => {
  const key = new SessionKey("first");
  const second = present(key, "first");
  present(key, second);
  equal(key.judge("first"), "given up");
});

Deno.test("SessionKey does not take what is no secret of its own [SE9]", () => {
  const key = new SessionKey("first");
  for (const secret of ["", "First", "first ", newSecret()]) {
    equal(key.judge(secret), "wrong");
  }
  const second = present(key, "first");
  equal(key.judge(`${second}x`), "wrong");
  present(key, second);
});

Deno.test("SessionKey settles before anything was shown without an effect", () => {
  const key = new SessionKey("first");
  key.settle();
  present(key, "first");
});
