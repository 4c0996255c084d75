import { equal, match, notEqual } from "node:assert/strict";
import { randomId, takeSeat } from "../../lib/sdk/seat.ts";
import { FakeStorage } from "./fakes/world.ts";

const KEY = "seat";

function take(storage: FakeStorage | null, end: AbortController): string {
  return takeSeat(storage, KEY, () => randomId(32), end.signal);
}

Deno.test("randomId() makes proofs of 43 characters, no two alike", () => {
  match(randomId(32), /^[\w-]{43}$/);
  notEqual(randomId(32), randomId(32));
});

Deno.test("takeSeat() finds the seat that was kept", () => {
  const storage = new FakeStorage();
  const seat = take(storage, new AbortController());
  equal(take(storage, new AbortController()), seat);
  notEqual(take(null, new AbortController()), seat);
});

Deno.test("takeSeat() keeps the seat of who has left or was removed, but not what another page has", () => {
  const storage = new FakeStorage();
  const end = new AbortController();
  const seat = take(storage, end);
  storage.removeItem(KEY);
  end.abort("kicked");
  equal(storage.getItem(KEY), seat);
  const other = new AbortController();
  take(storage, other);
  storage.setItem(KEY, "of the other page");
  other.abort("replaced");
  equal(storage.getItem(KEY), "of the other page");
});

Deno.test("takeSeat() leaves nothing in the storage of a page while that is there", () => {
  Object.defineProperty(globalThis, "onpagehide", {
    value: null,
    configurable: true,
  });
  try {
    const storage = new FakeStorage();
    const end = new AbortController();
    const seat = take(storage, end);
    equal(storage.getItem(KEY), null, "a tab that is duplicated finds nothing");
    globalThis.dispatchEvent(new Event("pagehide"));
    equal(storage.getItem(KEY), seat);
    globalThis.dispatchEvent(new Event("pageshow"));
    equal(storage.getItem(KEY), null);
    end.abort("replaced");
    globalThis.dispatchEvent(new Event("pagehide"));
    equal(storage.getItem(KEY), null);
  } finally {
    Reflect.deleteProperty(globalThis, "onpagehide");
  }
});
