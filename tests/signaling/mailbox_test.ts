import { deepEqual, equal } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { MailStore } from "../../lib/signaling/mail_store.ts";
import { Mailbox } from "../../lib/signaling/mailbox.ts";
import type { Parcel } from "../../lib/signaling/port.ts";
import { FakeClock } from "../support/fake_clock.ts";

const { queued, queuedChars, allQueuedChars, queuedMs, confirmMs } =
  ROOM_LIMITS;

/** A mailbox, and what came of its letters. */
function mailbox(clock = new FakeClock(), store = new MailStore()) {
  const box = new Mailbox(clock, store);
  /** What was handed over, and what confirms it. */
  const handed: { name: unknown; confirm?: () => void }[] = [];
  const fates: string[] = [];
  const post = (name: string, chars = 1) => {
    box.post({
      parcel: parcel(name),
      chars,
      settle: (fate) => fates.push(`${name} ${fate}`),
    });
  };
  const open = (takes = Infinity) =>
    box.open(([, content], confirm) => {
      if (handed.length >= takes) return false;
      handed.push({ name: content.payload, ...confirm && { confirm } });
      return true;
    });
  return { clock, box, handed, fates, post, open };
}

function parcel(payload: string): Parcel {
  return ["signal", { from: "ada", connectionId: "c", payload }];
}

Deno.test("Mailbox delivers at once to who is here, and says so when it is confirmed [RM13]", () => {
  const { clock, box, handed, fates, post, open } = mailbox();
  open();
  post("a");
  deepEqual(fates, []);
  handed[0]?.confirm?.();
  handed[0]?.confirm?.();
  deepEqual(fates, ["a delivered"]);
  equal(box.size, 0);
  equal(clock.pending, 1, "to make a timer for each letter would be slow");
  clock.advance(confirmMs);
  equal(clock.pending, 0);
  post("b");
  box.close();
  deepEqual(fates, ["a delivered", "b expired"]);
  equal(clock.pending, 0);
});

Deno.test("Mailbox keeps what comes for who is away, and delivers it in order [RM13] [RM14]", () => {
  const { box, handed, fates, post, open } = mailbox();
  for (const name of ["a", "b", "c"]) post(name);
  deepEqual(fates.splice(0), ["a queued", "b queued", "c queued"]);
  open();
  deepEqual(handed.map(({ name }) => name), ["a", "b", "c"]);
  for (const { confirm } of handed.toReversed()) confirm?.();
  deepEqual(fates, ["c delivered", "b delivered", "a delivered"]);
  equal(box.size, 0);
});

Deno.test("Mailbox lets nothing pass what is kept, not even what needs no confirmation [RM14]", () => {
  const { box, handed, post, open } = mailbox();
  post("a");
  box.post({ parcel: parcel("b"), chars: 1 });
  post("c");
  open();
  deepEqual(handed.map(({ name }) => name), ["a", "b", "c"]);
});

Deno.test("Mailbox says that it waits when a program does not confirm, and not twice [RM13]", () => {
  const { clock, handed, fates, post, open } = mailbox();
  open();
  post("a");
  clock.advance(confirmMs - 1);
  post("b");
  deepEqual(fates, []);
  clock.advance(1);
  deepEqual(fates.splice(0), ["a queued"]);
  clock.advance(confirmMs);
  deepEqual(fates.splice(0), ["b queued"]);
  handed[0]?.confirm?.();
  deepEqual(fates.splice(0), ["a delivered"]);
  clock.advance(queuedMs);
  deepEqual(fates, ["b expired"]);
  equal(clock.pending, 0);
});

Deno.test("Mailbox says at once that what is under way waits, when its receiver goes away [RM13]", () => {
  const { box, handed, fates, post, open } = mailbox();
  open();
  post("a");
  box.shut();
  post("b");
  deepEqual(fates.splice(0), ["a queued", "b queued"]);
  handed[0]?.confirm?.(); // The connection has delivered it after all.
  deepEqual(fates.splice(0), ["a delivered"]);
  open();
  deepEqual(handed.map(({ name }) => name), ["a", "b"]);
});

Deno.test("Mailbox gives up what was under way when a connection does not come back [RM13]", () => {
  const { box, handed, fates, post, open } = mailbox();
  open();
  post("a");
  box.shut();
  post("b");
  fates.length = 0;
  box.lose();
  deepEqual(fates.splice(0), ["a expired"]);
  handed[0]?.confirm?.();
  open();
  deepEqual(handed.map(({ name }) => name), ["a", "b"]);
  box.discard();
  deepEqual(fates, [], "what is under way is not kept here");
});

Deno.test("Mailbox keeps letters for as long as the limit says, each by itself [RM15]", () => {
  const { clock, fates, post } = mailbox();
  post("a");
  clock.advance(queuedMs / 2);
  post("b");
  fates.length = 0;
  clock.advance(queuedMs / 2 - 1);
  deepEqual(fates, []);
  clock.advance(1);
  deepEqual(fates.splice(0), ["a expired"]);
  clock.advance(queuedMs / 2);
  deepEqual(fates, ["b expired"]);
  equal(clock.pending, 0);
});

Deno.test("Mailbox holds so many letters, and what comes then expires at once [RM15]", () => {
  for (const isOpen of [false, true]) {
    const { box, fates, post, open } = mailbox();
    if (isOpen) open();
    for (let n = 0; n < queued; n++) post("a");
    equal(box.size, queued);
    fates.length = 0;
    post("b");
    deepEqual(fates, ["b expired"]);
    equal(box.size, queued);
  }
});

Deno.test("Mailbox holds so many characters, and has room again for what has gone [RM15]", () => {
  const { box, handed, fates, post, open } = mailbox();
  post("a", queuedChars - 1);
  post("b", 2);
  post("c", 1);
  deepEqual(fates.splice(0), ["a queued", "b expired", "c queued"]);
  open();
  handed[0]?.confirm?.();
  post("d", queuedChars - 1);
  equal(box.size, 2);
});

Deno.test("Mailbox hands over only as many as a program may owe confirmations for [RM14]", () => {
  const { handed, fates, post, open } = mailbox();
  open();
  for (let n = 0; n < 100; n++) post(String(n));
  equal(handed.length, 64);
  deepEqual(fates.length, 36, "the others wait");
  for (let n = 0; n < 100; n++) handed[n]?.confirm?.();
  deepEqual(
    handed.map(({ name }) => name),
    Array.from({ length: 100 }, (_, n) => String(n)),
  );
});

Deno.test("Mailbox tries again with a program that could not take one more [RM14]", () => {
  const { handed, post, open } = mailbox();
  open(1);
  post("a");
  post("b");
  deepEqual(handed.map(({ name }) => name), ["a"]);
  const [first] = handed.splice(0);
  first?.confirm?.();
  deepEqual(handed.map(({ name }) => name), ["b"]);
});

Deno.test("Mailbox gives up those that are said to be stale, and keeps the others [RM16]", () => {
  const { box, handed, fates, post, open } = mailbox();
  for (const name of ["a", "b", "c"]) post(name);
  fates.length = 0;
  box.discard(([, { payload }]) => payload === "b");
  deepEqual(fates, ["b expired"]);
  open();
  deepEqual(handed.map(({ name }) => name), ["a", "c"]);
});

Deno.test("the mailboxes of ten thousand peers hold so much together, and who is here is not concerned [RM15]", () => {
  const clock = new FakeClock();
  const store = new MailStore();
  const all = Array.from({ length: 10_000 }, () => mailbox(clock, store));
  const chars = 6_000;
  const most = Math.floor(allQueuedChars / (chars + 512));
  for (let n = 0; n < 2; n++) {
    for (const { post } of all) post("a", chars);
  }
  const kept = () => all.reduce((sum, { box }) => sum + box.size, 0);
  equal(kept(), most);
  const [first, last] = [all[0], all.at(-1)];
  deepEqual(first?.fates, ["a queued", "a queued"]);
  deepEqual(last?.fates, ["a queued", "a expired"]);

  const here = mailbox(clock, store);
  here.open();
  here.post("b", chars);
  deepEqual(here.handed.map(({ name }) => name), ["b"]);
  here.handed[0]?.confirm?.();
  deepEqual(here.fates, ["b delivered"]);

  first?.open();
  last?.post("c", chars);
  last?.post("d", chars);
  last?.post("e", chars);
  deepEqual(last?.fates.slice(2), ["c queued", "d queued", "e expired"]);
  first?.box.lose();
  last?.box.close();
  clock.advance(queuedMs);
  equal(kept(), 0);
  for (const { post } of all) post("f", chars);
  equal(kept(), all.length);
  for (const { box } of all) box.close();
});

Deno.test("Mailbox leaves room for others when what it kept has come to its end, whichever that is [RM15]", () => {
  const ends: ((given: ReturnType<typeof mailbox>) => unknown)[] = [
    ({ open }) => open(),
    ({ box }) => box.discard(),
    ({ box }) => box.close(),
    ({ clock }) => clock.advance(queuedMs),
  ];
  for (const end of ends) {
    const store = new MailStore();
    const given = mailbox(new FakeClock(), store);
    given.post("a", queuedChars - 1);
    given.box.post({ parcel: parcel("b"), chars: 1 });
    end(given);
    const free = allQueuedChars - 512;
    deepEqual([store.take(free + 1), store.take(free)], [false, true]);
  }
});

Deno.test("Mailbox waits for nothing when all it had was handed over for good, or refused [RM15]", () => {
  const { clock, box, post, open } = mailbox();
  open();
  box.post({ parcel: parcel("a"), chars: 1 });
  box.shut();
  post("b", queuedChars + 1);
  equal(clock.pending, 0);
});

Deno.test("Mailbox lets what needs no confirmation not pass what waits for others to be confirmed [RM14]", () => {
  const { box, handed, post, open } = mailbox();
  open();
  for (let n = 0; n <= 64; n++) post(String(n));
  box.post({ parcel: parcel("to all"), chars: 1 });
  equal(handed.length, 64);
  handed[0]?.confirm?.();
  deepEqual(handed.slice(64).map(({ name }) => name), ["64", "to all"]);
});

Deno.test("Mailbox tries again with whatever comes next, and what was kept goes first [RM14]", () => {
  const { box, post } = mailbox();
  let isFull = true;
  const taken: unknown[] = [];
  box.open(([, { payload }]) => {
    if (!isFull) taken.push(payload);
    return !isFull;
  });
  post("a");
  isFull = false;
  post("b");
  deepEqual(taken, ["a", "b"]);
});

Deno.test("Mailbox has nothing left of what was handed over for good [RM15]", () => {
  const { box, handed, open } = mailbox();
  open();
  for (let n = 0; n < 2; n++) {
    box.post({ parcel: parcel("a"), chars: queuedChars });
  }
  equal(handed.length, 2);
  equal(box.size, 0);
});

Deno.test("Mailbox says in time that it waits, also when it waited longer for something before [RM13]", () => {
  const { clock, handed, fates, post, open } = mailbox();
  post("a");
  clock.advance(1);
  open();
  handed[0]?.confirm?.();
  post("b");
  clock.advance(confirmMs);
  deepEqual(fates, ["a queued", "a delivered", "b queued"]);
});
