import { deepEqual, equal, rejects } from "node:assert/strict";
import { Refusal, Sender, type SendFlags } from "../../lib/wire/mod.ts";
import type { AnyEvents, Outcome } from "../../lib/wire/mod.ts";

interface Events {
  say: (words: string) => void;
  rename: (name: string, done: (taken: boolean) => void) => void;
}

interface Sent {
  event: string;
  args: unknown[];
  flags: SendFlags;
  settle: ((outcome: Outcome) => void) | undefined;
}

/** A sender, what it sent, and what its callbacks threw. */
function fakeSender() {
  const sent: Sent[] = [];
  const faults: unknown[] = [];
  const sender = new Sender<Events>({
    send: (event, args, flags, settle) =>
      void sent.push({ event, args, flags, settle }),
    fault: (error) => void faults.push(error),
  }, {});
  return { sender, sent, faults };
}

const NO = new Refusal("no", "No");

Deno.test("Sender is a value: what is derived from it changes nothing about it", () => {
  const { sender, sent } = fakeSender();
  sender.volatile.emit("say", "a");
  sender.timeout(5).volatile.emit("say", "b");
  sender.volatile.timeout(7).emit("say", "c");
  sender.compress(true).emit("say", "d");
  deepEqual(sent.map(({ args, flags }) => [...args, flags]), [
    ["a", { volatile: true }],
    ["b", { timeoutMs: 5, volatile: true }],
    ["c", { volatile: true, timeoutMs: 7 }],
    ["d", {}],
  ]);
});

Deno.test("Sender.emit() calls back with an answer, and not with anything else", () => {
  const { sender, sent } = fakeSender();
  const got: unknown[][] = [];
  for (let i = 0; i < 2; i++) {
    sender.emit("rename", "Ada", (...args) => void got.push(args));
  }
  sent[0]?.settle?.({ ok: true, args: [true] });
  sent[1]?.settle?.({ ok: false, error: NO });
  deepEqual(got, [[true]]);
  deepEqual(sent[0]?.args, ["Ada"]);
});

Deno.test("TimedSender.emit() calls back with an error or null first, whatever happens", () => {
  const { sender, sent } = fakeSender();
  const got: unknown[][] = [];
  for (let i = 0; i < 2; i++) {
    sender.timeout(5).emit("rename", "Ada", (...args) => void got.push(args));
  }
  sent[0]?.settle?.({ ok: true, args: [true] });
  sent[1]?.settle?.({ ok: false, error: NO });
  deepEqual(got, [[null, true], [NO]]);
});

Deno.test("Sender.emitWithAck() resolves to the first argument, or rejects", async () => {
  const { sender, sent } = fakeSender();
  const answer = sender.emitWithAck("rename", "Ada");
  const refusal = sender.timeout(5).emitWithAck("rename", "Bob");
  sent[0]?.settle?.({ ok: true, args: [true, "more"] });
  sent[1]?.settle?.({ ok: false, error: NO });
  equal(await answer, true);
  await rejects(refusal, NO);
});

Deno.test("Sender.send() sends a message, as it sends everything else", () => {
  const sent: unknown[] = [];
  const sender = new Sender<AnyEvents>({
    send: (...how) => void sent.push(how.slice(0, 3)),
    fault() {},
  }, {});
  const silent = sender.volatile;
  equal(silent.send("a", 1), silent);
  sender.send("b", () => {});
  deepEqual(sent, [
    ["message", ["a", 1], { volatile: true }],
    ["message", ["b"], {}],
  ]);
});

Deno.test("Sender hands what a callback throws to the socket", () => {
  const { sender, sent, faults } = fakeSender();
  sender.emit("rename", "Ada", () => {
    throw NO;
  });
  sent[0]?.settle?.({ ok: true, args: [] });
  deepEqual(faults, [NO]);
});

Deno.test("Sender is typed: what is not in the map does not compile", () => {
  const { sender } = fakeSender();
  // @ts-expect-error There is no such event.
  sender.emit("shout", "a");
  // @ts-expect-error The words are a string.
  sender.volatile.emit("say", 1);
  // @ts-expect-error The answer is a boolean.
  sender.emit("rename", "Ada", (taken: string) => taken);
  // @ts-expect-error With a timeout the error comes first.
  sender.timeout(5).emit("rename", "Ada", (taken: boolean) => taken);
  sender.timeout(5).emit("rename", "Ada", (error, taken) => {
    error satisfies Refusal | null;
    taken satisfies boolean;
  });
  const answer: () => Promise<boolean> = () =>
    sender.emitWithAck("rename", "Ada");
  equal(typeof answer, "function");
});
