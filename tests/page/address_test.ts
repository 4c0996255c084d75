import { deepEqual, equal } from "node:assert/strict";
import { queryForRoom, readLink, SEATS } from "../../lib/page/address.ts";

/** What a link says whose query and fragment are these. */
function read(search: string, hash = ""): ReturnType<typeof readLink> {
  return readLink({ search, hash });
}

Deno.test("a link leads to the room that it was made for", () => {
  const names = [
    "quiet-river-42",
    "two words",
    "größe",
    "a&b=c?d#e/f",
    "<b>bold</b>",
    "100%",
    "日本",
  ];
  for (const name of names) equal(read(queryForRoom(name)).room, name);
});

Deno.test("a link that names no room leads to the landing", () => {
  for (const query of ["", "?", "?room", "?room=", "?room=%20+", "?other=x"]) {
    equal(read(query).room, undefined, query);
  }
});

Deno.test("a broken escape in a link is read rather than thrown at somebody", () => {
  equal(read("?room=%").room, "%");
});

Deno.test("a token is in the fragment, which no server is told", () => {
  equal(read("?room=a", "#token=abc.def").token, "abc.def");
  for (const hash of ["", "#", "#token", "#token=", "#other=x"]) {
    equal(read("?room=a&token=no", hash).token, undefined, hash);
  }
});

Deno.test("a link may say how many seats the room is to have, from 2 to 16", () => {
  const seats = ["2", "16", "1", "17", "2.5", "many", ""]
    .map((count) => read(`?seats=${count}`).seats);
  deepEqual(seats, [2, 16, SEATS, SEATS, SEATS, SEATS, SEATS]);
});
