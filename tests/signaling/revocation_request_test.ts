import { deepEqual, equal } from "node:assert/strict";
import { answerRevocation } from "../../lib/signaling/mod.ts";
import {
  CLAIMS,
  guardOf,
  NEXT_SECRET,
  NOW,
  outcome,
  sign,
} from "../support/tokens.ts";

Deno.test("answerRevocation() revokes a token that is shown, and one that is named", async () => {
  for (const named of [false, true]) {
    const guard = guardOf();
    const token = await sign();
    const request = named ? { id: "token-1", exp: CLAIMS.exp } : { token };
    deepEqual(await answerRevocation(guard, request), {
      ok: true,
      id: "token-1",
    });
    equal(await outcome(guard.admit("blue", token)), "token-revoked");
  }
});

const WRONG: [request: unknown, code: string][] = [
  [null, "request-invalid"],
  [7, "request-invalid"],
  ["token-1", "request-invalid"],
  [[], "request-invalid"],
  [{}, "request-invalid"],
  [{ id: "token-1" }, "request-invalid"],
  [{ exp: NOW }, "request-invalid"],
  [{ id: "", exp: NOW }, "request-invalid"],
  [{ id: "x".repeat(257), exp: NOW }, "request-invalid"],
  [{ id: 7, exp: NOW }, "request-invalid"],
  [{ id: "token-1", exp: `${NOW}` }, "request-invalid"],
  [{ token: 7 }, "request-invalid"],
  [{ token: "x" }, "token-invalid"],
  [{ token: await sign(CLAIMS, NEXT_SECRET) }, "token-invalid"],
  [{ token: await sign({ ...CLAIMS, exp: NOW - 60 }) }, "token-expired"],
];
for (const [request, code] of WRONG) {
  const text = JSON.stringify(request).slice(0, 40);
  Deno.test(`answerRevocation() answers ${text} with ${code}`, async () => {
    const guard = guardOf();
    const heard: string[] = [];
    guard.onRevoked((id) => heard.push(id));
    const answer = await answerRevocation(guard, request);
    equal(answer.ok ? "" : answer.code, code);
    deepEqual(heard, []);
  });
}
