import { equal, match, notEqual } from "node:assert/strict";
import {
  cleanRoomName,
  queryForRoom,
  ROOM_NAME_CHARS,
  roomFromQuery,
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

Deno.test("roomFromQuery() finds what queryForRoom() made", () => {
  const names = [
    "quiet-river-42",
    "two words",
    "größe",
    "a&b=c?d#e/f",
    "<b>bold</b>",
    "100%",
    "日本",
  ];
  for (const name of names) equal(roomFromQuery(queryForRoom(name)), name);
});

Deno.test("roomFromQuery() finds no room where none is named", () => {
  for (const query of ["", "?", "?room", "?room=", "?room=%20+", "?other=x"]) {
    equal(roomFromQuery(query), undefined, query);
  }
});

Deno.test("roomFromQuery() reads a broken escape rather than throw", () => {
  equal(roomFromQuery("?room=%"), "%");
});

Deno.test("cleanRoomName() makes names equal that look equal", () => {
  equal(cleanRoomName("  cafe\u0301 "), "café");
  equal(cleanRoomName("   "), undefined);
});
