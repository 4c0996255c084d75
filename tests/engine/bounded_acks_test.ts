import { equal, throws } from "node:assert/strict";
import { BoundedAcks } from "../../lib/engine/bounded_acks.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("BoundedAcks.open() refuses when too many wait, until one is settled", () => {
  let full = 0;
  const table = new BoundedAcks({
    clock: new FakeClock(),
    ackMs: 1_000,
    pendingAcks: 2,
    full: () => full += 1,
  });
  const open = () => table.open(() => {});
  const first = open();
  open();
  equal(full, 0);
  throws(open, { name: "Refusal", code: "too-many-acks", retryable: true });
  equal(full, 1);
  equal(table.size, 2);
  table.settle({ type: "ack", id: first, args: [] });
  open();
});
