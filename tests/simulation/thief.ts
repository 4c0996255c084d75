/** Somebody who has read a client's keys, and claims its session. */

import type { Wire } from "../../lib/client/mod.ts";
import type { ClientEnd } from "./client_end.ts";
import type { Chance } from "./chance.ts";
import type { Coverage } from "./coverage.ts";
import type { History } from "./history.ts";
import type { Caller } from "./network.ts";

/** What a thief needs of its world. */
export interface ThiefHost {
  readonly chance: Chance;
  readonly coverage: Coverage;
  readonly history: History;
  dial(caller: Caller): Wire;
  /** Whether the server that runs now has a connected socket of that id. */
  has(id: string): boolean;
}

/** Claims the session of a client, with one of the keys that it was given. */
export function steal(
  victim: ClientEnd,
  { chance, coverage, history, dial, has }: ThiefHost,
): void {
  const { loot } = victim;
  const stolen = chance.pick(loot.slice(-3));
  if (!stolen) return;
  victim.robbed = true;
  const received = chance.pick([
    0,
    victim.received,
    victim.received,
    1_000_000,
  ]);
  const session = {
    ...stolen,
    attempt: victim.attempt + chance.pick([0, 1, 1, 3]),
    received,
    auth: {},
  };
  // What it was offered after it had given up waiting is another session.
  const isCurrent = stolen.id === victim.session;
  const ids = victim.places.flatMap(({ socket }) => socket.id ?? []);
  const wire = dial({
    alive: () => true,
    opened() {
      wire.send(JSON.stringify({ type: "hello", version: 1, session }));
    },
    received(data) {
      const [{ type, session: offer }] = [JSON.parse(String(data))].flat();
      if (type !== "welcome") return;
      if (offer.resumed) coverage.note("theft with the key");
      if (offer.reason === "claim") {
        coverage.note("theft with too high a claim");
      }
      if (offer.reason === "revoked") {
        coverage.note("theft with a key that was given up");
        if (isCurrent && ids.some(has)) {
          history.violated("a session lives on whose key two have had");
        }
      }
      if (chance.happens(0.5)) wire.send('{"type":"ping"}');
      if (chance.happens(0.3)) wire.close(4_000);
    },
    closed(code) {
      if (code === 4_504) coverage.note("theft that was fenced off in turn");
    },
  });
}
