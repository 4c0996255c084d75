/** Someone who asks for a seat of a room, and is no client of any server. */

import type { Applicant } from "../../lib/signaling/applicant.ts";
import type { Port } from "../../lib/signaling/port.ts";
import { STRANGER } from "../../lib/signaling/read_profile.ts";

/** A way to a program that takes whatever it is handed, and does nothing with it. */
export const PORT: Port = {
  speaksRooms: true,
  tell() {},
  hand: () => true,
  close() {},
  expel() {},
};

/** Asks for a seat. */
export function applicant(asked: Partial<Applicant> = {}): Applicant {
  return {
    room: "blue",
    id: "ada",
    address: "192.0.2.1",
    page: "page-1",
    profile: STRANGER,
    features: [],
    isReady: true,
    port: PORT,
    confirm() {},
    accept() {},
    ...asked,
  };
}
