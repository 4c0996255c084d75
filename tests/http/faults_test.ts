import { equal } from "node:assert/strict";
import { isServerFault } from "../../lib/http/faults.ts";

function failed(code: string): Error {
  return Object.assign(new Error("Failed"), { code });
}

for (const code of ["EMFILE", "ENFILE", "EIO", "ENOMEM"]) {
  Deno.test(`isServerFault() is true of ${code}`, () => {
    equal(isServerFault(failed(code)), true);
  });
}

Deno.test("isServerFault() is true of what does not come from the system", () => {
  for (
    const error of [new TypeError("A bug"), new Error("A bug"), "text", null]
  ) {
    equal(isServerFault(error), true);
  }
});

Deno.test("isServerFault() is false of names that lead nowhere", () => {
  for (
    const code of [
      "ENOENT",
      "ENOTDIR",
      "ELOOP",
      "EACCES",
      "ENAMETOOLONG",
      "EINVAL",
    ]
  ) {
    equal(isServerFault(failed(code)), false);
  }
  equal(isServerFault(new Deno.errors.NotCapable("No")), false);
});
