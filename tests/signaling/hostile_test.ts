/** Whatever comes, the process lives, the sender hears why not, and nothing has changed. */

import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { readAction } from "../../lib/signaling/read_action.ts";
import { readJoin, readToken } from "../../lib/signaling/read_join.ts";
import { readProfileChange } from "../../lib/signaling/read_profile.ts";
import { readMessage, readSignal } from "../../lib/signaling/read_sending.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { proof, type World, world } from "../support/rooms.ts";

const GOOD = {
  room: "blue",
  seat: "s".repeat(43),
  page: "p",
  name: "Ada",
  metadata: { a: [1] },
  muted: { audio: false, video: true },
  password: "secret",
  token: "t",
  features: ["rollback"],
  capacity: 4,
  ready: true,
  to: "peer",
  connectionId: "c",
  payload: { sdp: "v=0" },
  do: "kick",
  peer: "peer",
  banMs: 1,
  locked: true,
  lobby: true,
  kind: "audio",
  data: 1,
};

const DOORS: Record<string, (value: unknown) => unknown> = {
  readJoin,
  readToken,
  readProfileChange,
  readSignal,
  readMessage,
  readAction: (value) => readAction(value, 16),
};

/** Any value of JSON, and more often one of a good request with one field changed. */
const requests = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
  fc.record({
    field: fc.constantFrom(...Object.keys(GOOD)),
    value: fc.anything(),
  }).map(({ field, value }) => ({ ...GOOD, [field]: value })),
  fc.subarray(Object.keys(GOOD)).map((fields) =>
    Object.fromEntries(
      fields.map((field) => [field, GOOD[field as keyof typeof GOOD]]),
    )
  ),
);

for (const [name, read] of Object.entries(DOORS)) {
  Deno.test(`${name}() takes anything, and throws nothing but refusals [RM36]`, () => {
    fc.assert(
      fc.property(requests, (value) => {
        try {
          read(value);
        } catch (error) {
          ok(error instanceof Refusal, String(error));
        }
      }),
      { numRuns: 2_000 },
    );
  });
}

Deno.test("what is nested too deep, is no JSON or has a name of every object's is refused or passed over [RM36]", () => {
  let deep: unknown = 1;
  for (let n = 0; n < 100_000; n++) deep = [deep];
  for (const payload of [deep, new Uint8Array(8), new Date(), NaN, undefined]) {
    for (const read of [readSignal, readMessage]) {
      try {
        read({ ...GOOD, payload });
        ok(false, "it was taken");
      } catch (error) {
        ok(error instanceof Refusal);
        equal(error.code, "request-invalid");
      }
    }
  }
  const odd = JSON.parse(
    `{"__proto__":{"room":"blue"},"constructor":1,"seat":"${"s".repeat(43)}"}`,
  );
  try {
    readJoin(odd);
    ok(false, "it was taken");
  } catch (error) {
    equal(Object(error).code, "room-name-invalid");
  }
});

/** All that there is to know of the rooms. */
function state({ rooms }: World): unknown {
  const room = rooms.get("blue");
  return [
    rooms.size,
    room?.info,
    [...room?.peers.values() ?? []].map(({ info }) => info),
    room?.knocks,
    rooms.bans.size,
  ];
}

const EVENTS = [
  "join",
  "leave",
  "ready",
  "signal",
  "message",
  "update",
  "moderate",
  "refresh",
  "ice-servers",
  "__proto__",
  "constructor",
  "toString",
];

Deno.test("a stranger that says anything at all changes nothing for those in a room [RM36]", async () => {
  const all = world();
  const [ada, bob] = [await all.enter("blue"), await all.enter("blue")];
  await all.settle();
  ada.take();
  bob.take();
  const before = state(all);
  const json = fc.jsonValue({ maxDepth: 4 });
  const field = fc.oneof(json, fc.constantFrom(...Object.values(GOOD)));
  const request = fc.oneof(
    json,
    fc.dictionary(fc.constantFrom(...Object.keys(GOOD), "__proto__"), field),
  ).filter((value) => !("room" in Object(value)));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...EVENTS),
      fc.array(request, { maxLength: 3 }),
      async (event, args) => {
        const stranger = await all.come();
        const outcome = await stranger.ask(event, ...args);
        ok("code" in outcome, `${event} was answered`);
        ok(outcome.code !== "handler-failed", event);
        stranger.emit(event, ...args);
        stranger.disconnect();
        await all.settle();
        deepEqual(state(all), before);
      },
    ),
    { numRuns: 300 },
  );
  deepEqual([ada.take(), bob.take()], [[], []]);
});

Deno.test("a member that says anything at all rules nothing and speaks for nobody [RM36] [RM21]", async () => {
  const all = world();
  const [ada, bob] = [await all.enter("blue"), await all.enter("blue")];
  const eve = await all.enter("blue");
  await all.settle();
  const before = state(all);
  const json = fc.jsonValue({ maxDepth: 3 });
  const ids = fc.constantFrom(ada.id, bob.id, eve.id);
  const request = fc.oneof(
    json,
    fc.dictionary(
      fc.constantFrom("to", "from", "peer", "do", "payload", "connectionId"),
      fc.oneof(ids, json, fc.constantFrom("kick", "end", "hand-over")),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("signal", "message", "moderate", "join", "refresh"),
      request,
      async (event, value) => {
        await eve.ask(event, value);
        await all.settle();
        deepEqual(state(all), before);
        for (const one of [ada, bob]) {
          for (const [name, sent] of one.take("signal", "message")) {
            equal(Object(sent).from, eve.id, String(name));
          }
        }
        all.clock.advance(1_000);
      },
    ),
    { numRuns: 500 },
  );
});

/** Names of people, and whether they may have them. */
const NAMES: readonly (readonly [name: string, isGood: boolean])[] = [
  ["Ada", true],
  ["Ada Lovelace", true],
  ["Жанна д'Арк", true],
  ["王小明", true],
  ["محمد", true],
  ["می‌خواهم", true],
  ["👩‍💻 Ada", true],
  ["<b>Ada</b>", true],
  ["x".repeat(64), true],
  ["x".repeat(65), false],
  ["", false],
  [" ", false],
  [" Ada", false],
  ["Ada ", false],
  ["Ada  B", false],
  ["Ada\nB", false],
  ["Ada\u0000", false],
  ["Ada\u202Eadm", false],
  ["\u200B", false],
  ["\u200DAda", false],
  ["Ada\u200D", false],
  ["\u0301Ada", false],
  ["\uD800", false],
  ["Ada\u00A0B", false],
];

for (const [name, isGood] of NAMES) {
  Deno.test(`the name ${JSON.stringify(name)} is ${isGood ? "taken" : "refused"} [RM19]`, async () => {
    const { enter } = world();
    const ada = await enter("blue");
    deepEqual(
      await ada.ask("update", { name }),
      isGood ? { answer: undefined } : { code: "name-invalid" },
    );
  });
}

Deno.test("what is too large is refused, and what is just not is taken [RM36]", async () => {
  const { metadataChars, payloadChars } = ROOM_LIMITS;
  const { enter } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const text = (chars: number) => "x".repeat(chars - 2); // The quotes.
  equal(
    Object(await ada.ask("update", { metadata: text(metadataChars) })).code,
    undefined,
  );
  deepEqual(await ada.ask("update", { metadata: text(metadataChars + 1) }), {
    code: "data-too-large",
  });
  equal((await ada.signal(bob.id, text(payloadChars))).status, "delivered");
  for (const event of ["signal", "message"]) {
    const payload = text(payloadChars + 1);
    const request = { to: bob.id, connectionId: "c", payload };
    deepEqual(await ada.ask(event, request), { code: "data-too-large" });
  }
});

Deno.test("a socket that joins with a bad request is free to join with a good one [RM36]", async () => {
  const { come } = world();
  const ada = await come();
  for (const request of [null, 7, [], {}, { room: "blue" }]) {
    ok("code" in await ada.ask("join", request));
  }
  ok("code" in await ada.ask("join"));
  equal((await ada.join("blue", { seat: proof() })).state, "joined");
});
