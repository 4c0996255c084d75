import { deepEqual, equal } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { type Caller, world } from "../support/rooms.ts";

const { confirmMs, queuedMs, graceMs } = ROOM_LIMITS;

Deno.test("a signal goes to one peer of the same room, in the server's word from whom [RM12]", async () => {
  const { enter, settle } = world();
  const [ada, bob, eve] = [
    await enter("blue"),
    await enter("blue"),
    await enter("blue"),
  ];
  await settle();
  for (const caller of [ada, bob, eve]) caller.take();
  const outcome = await ada.ask("signal", {
    to: bob.id,
    connectionId: "c7",
    payload: { kind: "offer", sdp: "v=0" },
    from: eve.id,
  });
  deepEqual(outcome, { answer: { status: "delivered", id: 0 } });
  deepEqual(bob.take(), [["signal", {
    from: ada.id,
    connectionId: "c7",
    payload: { kind: "offer", sdp: "v=0" },
  }]]);
  deepEqual([ada.take(), eve.take()], [[], []]);
});

/** What becomes of a signal, by what its receiver is. */
const RECEIVERS: Record<string, {
  prepare: (bob: Caller) => unknown;
  status: string;
}> = {
  "live": { prepare() {}, status: "delivered" },
  "blinking": { prepare: (bob) => bob.breaks(), status: "queued" },
  "reloading": { prepare: (bob) => bob.hangUp(), status: "queued" },
  "gone": { prepare: (bob) => bob.ask("leave"), status: "unreachable" },
};

for (const [what, { prepare, status }] of Object.entries(RECEIVERS)) {
  Deno.test(`a signal for a peer that is ${what} is ${status} at once [RM13]`, async () => {
    const { enter, settle } = world();
    const [ada, bob] = [await enter("blue"), await enter("blue")];
    await prepare(bob);
    await settle();
    equal((await ada.signal(bob.id)).status, status);
  });
}

Deno.test("a signal for someone in another room, in the lobby, for oneself or for nobody is unreachable [RM12] [RM13]", async () => {
  const { enter, come, settle } = world();
  const ada = await enter("blue");
  const eve = await enter("green");
  await ada.moderate({ do: "lobby", lobby: true });
  const lou = await come();
  const waiting = await lou.join("blue");
  await settle();
  const ids = [
    eve.id,
    ada.id,
    "nobody",
    waiting.state === "waiting" && waiting.id,
  ];
  for (const id of ids) {
    equal((await ada.signal(String(id))).status, "unreachable");
    const message = await ada.ask("message", { to: id, payload: 1 });
    equal(Object(message).answer.status, "unreachable");
  }
  await settle();
  deepEqual([eve.take(), lou.take()], [[], []]);
});

Deno.test("who was told that a signal is queued hears in the end what became of it [RM13]", async () => {
  const { enter, settle, clock } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.breaks();
  await settle();
  ada.take();
  deepEqual(await ada.signal(bob.id, 1), { status: "queued", id: 0 });
  deepEqual(await ada.signal(bob.id, 2), { status: "queued", id: 1 });
  clock.advance(10_000);
  await bob.resume();
  await settle();
  deepEqual(ada.take("receipt"), [
    ["receipt", { id: 0, status: "delivered" }],
    ["receipt", { id: 1, status: "delivered" }],
  ]);
  bob.hangUp();
  await settle();
  equal((await ada.signal(bob.id, 3)).status, "queued");
  clock.advance(graceMs);
  await settle();
  deepEqual(ada.take("receipt", "peer-left"), [
    ["receipt", { id: 2, status: "expired" }],
    ["peer-left", bob.id, "timeout"],
  ]);
});

Deno.test("a page is not told what became of another one's signals [RM13]", async () => {
  const { enter, come, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  bob.breaks();
  await settle();
  equal((await ada.signal(bob.id)).status, "queued");
  const again = await come({ seat: ada.seat, page: "page-2" });
  await again.join("blue");
  deepEqual(await again.signal(bob.id), { status: "queued", id: 1 });
  await bob.resume();
  await settle();
  deepEqual(again.take("receipt"), [
    ["receipt", { id: 1, status: "delivered" }],
  ]);
});

Deno.test("a program that does not confirm makes a signal queued, and then expired [RM13] [RM15]", async () => {
  const { enter, settle, clock } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  bob.confirms = false;
  const verdict = ada.signal(bob.id);
  await settle();
  clock.advance(confirmMs);
  equal((await verdict).status, "queued");
  clock.advance(queuedMs - confirmMs);
  await settle();
  deepEqual(ada.take("receipt"), [["receipt", { id: 0, status: "expired" }]]);
});

Deno.test("who joins before it can take signals gets all of them when it is ready, in order [RM18] [RM14]", async () => {
  const { enter, settle, clock } = world();
  const ada = await enter("blue");
  const bob = await enter("blue", { ready: false });
  const verdicts = [];
  for (let n = 0; n < 40; n++) verdicts.push(await ada.signal(bob.id, n));
  equal(verdicts.every(({ status }) => status === "queued"), true);
  clock.advance(20_000);
  await ada.ask("message", { payload: "to all" });
  await settle();
  deepEqual(bob.take(), []);
  deepEqual(await bob.ask("ready"), { answer: undefined });
  await settle();
  deepEqual(
    bob.take().map(([, sent]) => Object(sent).payload),
    [...Array.from({ length: 40 }, (_, n) => n), "to all"],
  );
  equal(ada.take("receipt").length, 40);
});

Deno.test("signals, messages to one and messages to all keep their order over a blink [RM14]", async () => {
  const { enter, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.take();
  for (let n = 0; n < 90; n++) {
    if (n === 30) bob.breaks();
    if (n === 60) await bob.resume();
    if (n % 3 === 0) {
      ada.emit("signal", { to: bob.id, connectionId: "c", payload: n });
    } else {ada.emit("message", {
        ...n % 3 === 1 && { to: bob.id },
        payload: n,
      });}
  }
  await settle();
  deepEqual(
    bob.take("signal", "message").map(([, sent]) => Object(sent).payload),
    Array.from({ length: 90 }, (_, n) => n),
  );
});

Deno.test("what was kept for a page is not given to the next one, but messages are [RM16]", async () => {
  const { enter, come, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  bob.hangUp();
  await settle();
  await ada.signal(bob.id, "stale");
  await ada.ask("message", { to: bob.id, payload: "kept" });
  ada.take();
  const again = await come({ seat: bob.seat, page: "page-2" });
  await again.join("blue");
  await settle();
  deepEqual(again.take(), [["message", {
    from: ada.id,
    everyone: false,
    payload: "kept",
  }]]);
  deepEqual(ada.take("receipt"), [
    ["receipt", { id: 0, status: "expired" }],
    ["receipt", { id: 1, status: "delivered" }],
  ]);
});

Deno.test("the same page that comes again over another connection gets what was kept for it [RM16]", async () => {
  const { enter, come, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  bob.hangUp();
  await settle();
  await ada.signal(bob.id, "kept");
  const again = await come({ seat: bob.seat, page: bob.page });
  await again.join("blue");
  await settle();
  deepEqual(again.take().map(([, sent]) => Object(sent).payload), ["kept"]);
});

Deno.test("a message goes to one, or to all others, and says which [RM17]", async () => {
  const { enter, settle } = world();
  const [ada, bob, eve] = [
    await enter("blue"),
    await enter("blue"),
    await enter("blue"),
  ];
  const lou = await enter("green");
  await settle();
  for (const caller of [ada, bob, eve, lou]) caller.take();
  deepEqual(await ada.ask("message", { payload: [1] }), {
    answer: { status: "delivered", id: 0 },
  });
  deepEqual(await ada.ask("message", { to: bob.id, payload: [2] }), {
    answer: { status: "delivered", id: 1 },
  });
  await settle();
  const from = ada.id;
  const all = ["message", { from, everyone: true, payload: [1] }];
  deepEqual(bob.take(), [all, [
    "message",
    { from, everyone: false, payload: [2] },
  ]]);
  deepEqual(eve.take(), [all]);
  deepEqual([ada.take(), lou.take()], [[], []]);
});

Deno.test("a message to all others is unreachable where nobody else is [RM17]", async () => {
  const { enter } = world();
  const ada = await enter("blue");
  await enter("green");
  deepEqual(await ada.ask("message", { payload: [1] }), {
    answer: { status: "unreachable", id: 0 },
  });
});

Deno.test("so much is kept for a peer that takes nothing, and the rest expires at once [RM15]", async () => {
  const { enter } = world();
  const ada = await enter("blue");
  const bob = await enter("blue", { ready: false });
  const statuses = new Map<string, number>();
  for (let n = 0; n < 600; n++) {
    const { status } = await ada.signal(bob.id, "x".repeat(n < 300 ? 1 : 900));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  deepEqual([...statuses], [["queued", 256], ["expired", 344]]);
});
