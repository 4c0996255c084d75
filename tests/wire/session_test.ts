import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  RecentEnd,
  SessionEnd,
  type WindowLimits,
} from "../../lib/wire/mod.ts";

/** An end that has sent `texts`. */
function endOf(texts: readonly string[]): SessionEnd {
  return having(texts, new SessionEnd(LIMITS));
}

/** The same, of the kind that forgets. */
function recentEndOf(texts: readonly string[]): RecentEnd {
  return having(texts, new RecentEnd(LIMITS));
}

const LIMITS: WindowLimits = { windowEnvelopes: 3, windowChars: 10 };

function having<End extends SessionEnd>(
  texts: readonly string[],
  end: End,
): End {
  for (const text of texts) end.keep(text);
  return end;
}

Deno.test("SessionEnd keeps what was sent, in order, until it is confirmed [SE1]", () => {
  const end = endOf(["a", "b", "c"]);
  deepEqual(end.unconfirmed, ["a", "b", "c"]);
  equal(end.confirm(1), true);
  deepEqual(end.unconfirmed, ["b", "c"]);
  equal(end.confirm(3), true);
  deepEqual(end.unconfirmed, []);
  equal(end.sent, 3, "what is confirmed was sent all the same");
  end.keep("d");
  deepEqual([end.sent, end.unconfirmed], [4, ["d"]]);
});

Deno.test("SessionEnd.confirm() takes an old receipt for what it is [SE2]", () => {
  const end = endOf(["a", "b"]);
  end.confirm(2);
  for (const count of [2, 1, 0]) equal(end.confirm(count), true);
  end.keep("c");
  equal(end.confirm(1), true);
  deepEqual(end.unconfirmed, ["c"]);
});

Deno.test("SessionEnd.confirm() refuses more than was sent, and lets go of nothing [SE13]", () => {
  const end = endOf(["a", "b"]);
  equal(end.confirm(3), false);
  deepEqual(end.unconfirmed, ["a", "b"]);
  equal(end.confirm(2), true);
  equal(end.confirm(3), false);
});

Deno.test("SessionEnd.fits() says when the window is full of envelopes", () => {
  const end = endOf(["a", "b"]);
  equal(end.fits(1), true);
  end.keep("c");
  equal(end.fits(0), false);
  end.confirm(1);
  equal(end.fits(1), true);
});

Deno.test("SessionEnd.fits() says when the window is full of characters", () => {
  const end = endOf(["123456"]);
  equal(end.fits(4), true);
  equal(end.fits(5), false);
  end.keep("7890");
  equal(end.fits(1), false);
  end.confirm(1);
  equal(end.fits(6), true);
  equal(end.fits(7), false);
});

Deno.test("RecentEnd.trim() lets go of the oldest that are too many, and of nothing else", () => {
  const end = recentEndOf(["a", "b", "c"]);
  end.trim();
  equal(end.unconfirmed.length, 3, "at the limit all are kept");
  end.keep("d");
  end.keep("e");
  end.trim();
  deepEqual([end.unconfirmed, end.sent], [["c", "d", "e"], 5]);
});

Deno.test("RecentEnd.trim() lets go of the oldest that are too long", () => {
  const end = recentEndOf(["1234", "123456"]);
  end.trim();
  equal(end.unconfirmed.length, 2);
  end.keep("x");
  end.trim();
  deepEqual(end.unconfirmed, ["123456", "x"]);
  equal(end.fits(3), true, "what is gone takes no room");
  equal(end.fits(4), false);
  end.keep("x".repeat(11));
  end.trim();
  deepEqual(end.unconfirmed, [], "nothing is as long as that");
  equal(end.fits(10), true);
});

Deno.test("SessionEnd.resume() says what to send again [SE4] [SE5]", () => {
  const end = endOf(["a", "b", "c"]);
  deepEqual(end.resume(1), ["b", "c"]);
  deepEqual(end.resume(1), ["b", "c"], "until it arrives");
  deepEqual(end.resume(3), []);
});

Deno.test("SessionEnd.resume() hands out what does not change when more is sent", () => {
  const end = endOf(["a"]);
  const resumption = end.resume(0);
  end.keep("b");
  deepEqual(resumption, ["a"]);
});

Deno.test("SessionEnd.resume() finds the gap when what was missed is not kept [SE9]", () => {
  const end = recentEndOf(["a", "b", "c", "d"]);
  end.trim();
  equal(end.resume(0), "gap");
  deepEqual(end.resume(1), ["b", "c", "d"]);
  equal(end.resume(0), "gap");
  end.confirm(3);
  equal(end.resume(2), "gap", "nobody can have received less than before");
});

Deno.test("SessionEnd.resume() finds the claim when it cannot be [SE9]", () => {
  const end = endOf(["a", "b"]);
  equal(end.resume(3), "claim");
  deepEqual(end.unconfirmed, ["a", "b"]);
});

Deno.test("SessionEnd counts what it receives, and what it has told of that [SE2]", () => {
  const end = endOf([]);
  equal(end.receipt(), 0);
  end.note();
  end.note();
  equal(end.unreceipted, 2);
  equal(end.receipt(), 2);
  end.note();
  equal(end.unreceipted, 1);
  equal(end.receipt(), 3);
  equal(end.unreceipted, 0);
});

/** What can happen between two ends: one sends, one frame arrives, a receipt, a break. */
type Step =
  | { what: "send" | "arrive" | "receipt"; from: 0 | 1 }
  | { what: "break" };

const side = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constantFrom<"send" | "arrive" | "receipt">(
        "send",
        "arrive",
        "arrive",
        "receipt",
      ),
      from: side,
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ what: "break" }) },
);

/** Two ends, and between them what is on its way: an envelope, or the number of a receipt. */
class Exchange {
  readonly #ends = [endOf([]), recentEndOf([])] as const;
  readonly #ways: readonly [(string | number)[], (string | number)[]] = [
    [],
    [],
  ];
  readonly sent: readonly [string[], string[]] = [[], []];
  readonly arrived: readonly [string[], string[]] = [[], []];

  take(step: Step): void {
    switch (step.what) {
      case "send": {
        const text = `${this.sent[step.from].length}`;
        const end = this.#ends[step.from];
        if (!end.fits(text.length)) return;
        end.keep(text);
        this.sent[step.from].push(text);
        this.#ways[step.from].push(text);
        return;
      }
      case "arrive":
        return this.#arrive(step.from, this.#ways[step.from].shift());
      case "receipt":
        this.#ways[step.from].push(this.#ends[step.from].receipt());
        return;
      case "break":
        return this.#resume();
      default:
        step satisfies never;
    }
  }

  /** Comes back, and lets everything arrive. */
  settle(): void {
    this.#resume();
    for (const from of [0, 1] as const) {
      for (const what of this.#ways[from].splice(0)) this.#arrive(from, what);
    }
  }

  #arrive(from: 0 | 1, what: string | number | undefined): void {
    const to = from === 0 ? 1 : 0;
    if (what === undefined) return;
    if (typeof what === "number") {
      return equal(this.#ends[to].confirm(what), true);
    }
    this.#ends[to].note();
    this.arrived[from].push(what);
  }

  /** What was on its way is lost, and each end tells the other how far it has come. */
  #resume(): void {
    for (const way of this.#ways) way.length = 0;
    for (const from of [0, 1] as const) {
      const other = this.#ends[from === 0 ? 1 : 0];
      const resumption = this.#ends[from].resume(other.receipt());
      ok(typeof resumption !== "string", resumption.toString());
      this.#ways[from].push(...resumption.map(String));
    }
  }
}

Deno.test("SessionEnd loses nothing and doubles nothing, however often it breaks [SE1] [SE5]", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const exchange = new Exchange();
      for (const step of steps) exchange.take(step);
      for (const from of [0, 1] as const) {
        const { length } = exchange.arrived[from];
        deepEqual(exchange.arrived[from], exchange.sent[from].slice(0, length));
      }
      exchange.settle();
      deepEqual(exchange.arrived, exchange.sent);
    }),
    { numRuns: 300 },
  );
});
