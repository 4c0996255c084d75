import { equal, match, notEqual } from "node:assert/strict";
import {
  cleanRoomName,
  ROOM_NAME_CHARS,
  suggestRoomName,
} from "../../lib/page/room_name.ts";

Deno.test("suggestRoomName() suggests two words and a number, whatever chance says", () => {
  for (const chance of [0, 0.25, 0.5, 0.75, 1 - Number.EPSILON]) {
    const name = suggestRoomName(() => chance);
    match(name, /^[a-z]+-[a-z]+-[1-9][0-9]$/);
    equal(name.length <= ROOM_NAME_CHARS, true);
  }
  notEqual(suggestRoomName(() => 0), suggestRoomName(() => 0.5));
});

Deno.test("cleanRoomName() makes names equal that look equal", () => {
  equal(cleanRoomName("  cafe\u0301 "), "café");
  equal(cleanRoomName("   "), undefined);
});
