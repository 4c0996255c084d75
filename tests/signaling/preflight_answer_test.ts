import { deepEqual, rejects } from "node:assert/strict";
import {
  answerPreflight,
  type PreflightSource,
} from "../../lib/signaling/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";

function source(preflight: PreflightSource["preflight"]): PreflightSource {
  return { preflight };
}

Deno.test("answerPreflight() hands on what was asked, and what would become of it", async () => {
  const asked: unknown[] = [];
  const rooms = source((request, address) => {
    asked.push(request, address);
    return Promise.resolve({ state: "waiting", room: null });
  });
  deepEqual(await answerPreflight(rooms, { room: "blue" }, "192.0.2.1"), {
    ok: true,
    state: "waiting",
    room: null,
  });
  deepEqual(asked, [{ room: "blue" }, "192.0.2.1"]);
});

Deno.test("answerPreflight() answers with the refusal, without its data", async () => {
  const refusal = new Refusal("room-full", "Cannot enter", true, { inside: 7 });
  const rooms = source(() => Promise.reject(refusal));
  deepEqual(await answerPreflight(rooms, {}, ""), {
    ok: false,
    code: "room-full",
    message: "Cannot enter",
    retryable: true,
  });
});

Deno.test("answerPreflight() makes no answer of a fault", async () => {
  const rooms = source(() => Promise.reject(new Error("broken")));
  await rejects(answerPreflight(rooms, {}, ""), /^Error: broken$/);
});
