import { equal, throws } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import type { Peer } from "../../lib/signaling/peer.ts";
import { Rooms } from "../../lib/signaling/mod.ts";
import { applicant, PORT } from "../support/applicant.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("a server has so many rooms, and one more when one of them is over [RM4]", () => {
  const clock = new FakeClock();
  const rooms = new Rooms({ capacity: 2, clock });
  let last: Peer | undefined;
  for (let n = 0; n < ROOM_LIMITS.rooms; n++) {
    const room = `room ${n}`;
    rooms.joinOpen(applicant({ room, accept: (peer) => last = peer }));
  }
  const next = applicant({ room: "one more" });
  throws(() => rooms.joinOpen(next), { code: "too-many-rooms" });
  equal(rooms.size, ROOM_LIMITS.rooms);
  if (last) rooms.leave(last, PORT);
  rooms.joinOpen(next);
  equal(rooms.size, ROOM_LIMITS.rooms);
  equal(clock.pending, 0, "a peer that is here costs no timer");
  rooms.close();
  equal(rooms.size, 0);
});
