import { deepEqual, equal } from "node:assert/strict";
import { Refusal } from "../../lib/sdk/mod.ts";
import { DeviceError } from "../../lib/sdk/equipment.ts";
import {
  browserOf,
  codeOf,
  isRetryable,
  remedyFor,
  stopCodeOf,
  stopCodeOfEnd,
} from "../../lib/page/trouble.ts";

Deno.test("the code of an error is what it is called by, whichever module made it", () => {
  equal(codeOf(new Refusal("room-full", "")), "room-full");
  equal(codeOf(new DeviceError("camera", "denied")), "denied");
  for (
    const error of [new Error(""), Object.assign(new Error(""), { code: 5 }), {
      code: "x",
    }, undefined]
  ) equal(codeOf(error), undefined);
});

Deno.test("what a server refuses is shown by its code, and what is not known as such", () => {
  const codes = ["room-full", "token-expired", "banned", "timeout"];
  deepEqual(codes.map(stopCodeOf), codes);
  equal(stopCodeOf("disconnected"), "server-unreachable");
  for (const code of ["moon-phase", "", "toString", "request-invalid"]) {
    equal(stopCodeOf(code), "unknown", code);
  }
});

Deno.test("why a room was left is its own code, or that of the refusal", () => {
  equal(stopCodeOfEnd("kicked", "kicked"), "kicked");
  equal(stopCodeOfEnd("refused", "room-full"), "room-full");
  equal(stopCodeOfEnd("refused", undefined), "unknown");
});

Deno.test("only what may be otherwise later is tried again", () => {
  deepEqual(
    (["room-full", "banned", "replaced", "kicked", "offline"] as const)
      .map(remedyFor),
    ["again", "other-room", "rejoin", "other-room", "again"],
  );
  deepEqual(
    (["denied", "not-found", "insecure-origin", "unsupported"] as const)
      .map(isRetryable),
    [true, true, false, false],
  );
});

Deno.test("people are told of their own browser", () => {
  const agents = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    "Mozilla/5.0 (iPhone) AppleWebKit/605 FxiOS/140.0 Safari/605",
    "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone) AppleWebKit/605 CriOS/150.0 Safari/605",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/26.0 Safari/605",
  ];
  deepEqual(agents.map(browserOf), [
    "firefox",
    "firefox",
    "chromium",
    "chromium",
    "safari",
  ]);
});
