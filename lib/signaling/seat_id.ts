/**
 * Whose seat it is: the id follows from the proof, so that nothing has to be stored to know a peer
 * again, not even over a restart.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** Characters of an id: 132 of the 256 bits, as many as a socket's id has. */
const ID_CHARS = 22;

/**
 * The id of whoever shows `proof` in `room`. From the id nobody finds the proof, and the same proof
 * has another id in each room, so that nobody is recognized from one room to the next.
 */
export function seatIdOf(room: string, proof: string): string {
  return createHash("sha256")
    .update(`parley seat\n${room}\n${proof}`)
    .digest("base64url")
    .slice(0, ID_CHARS);
}
