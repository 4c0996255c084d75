import { equal, throws } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import type { Applicant } from "../../lib/signaling/applicant.ts";
import type { Peer } from "../../lib/signaling/peer.ts";
import type { Port } from "../../lib/signaling/port.ts";
import { STRANGER } from "../../lib/signaling/read_profile.ts";
import { Rooms } from "../../lib/signaling/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";

const PORT: Port = {
  speaksRooms: true,
  tell() {},
  hand: () => true,
  close() {},
  expel() {},
};

function applicant(
  room: string,
  accept: (peer: Peer) => void = () => {},
): Applicant {
  return {
    room,
    id: room,
    address: "192.0.2.1",
    page: "page-1",
    profile: STRANGER,
    features: [],
    isReady: true,
    port: PORT,
    confirm() {},
    accept,
  };
}

Deno.test("a server has so many rooms, and one more when one of them is over [RM4]", () => {
  const clock = new FakeClock();
  const rooms = new Rooms({ capacity: 2, clock });
  let last: Peer | undefined;
  for (let n = 0; n < ROOM_LIMITS.rooms; n++) {
    rooms.joinOpen(applicant(`room ${n}`, (peer) => last = peer));
  }
  const next = applicant("one more");
  throws(() => rooms.joinOpen(next), { code: "too-many-rooms" });
  equal(rooms.size, ROOM_LIMITS.rooms);
  if (last) rooms.leave(last, PORT);
  rooms.joinOpen(next);
  equal(rooms.size, ROOM_LIMITS.rooms);
  equal(clock.pending, 0, "a peer that is here costs no timer");
  rooms.close();
  equal(rooms.size, 0);
});
