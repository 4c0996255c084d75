import { deepEqual } from "node:assert/strict";
import { readPath } from "../../lib/http/path.ts";

const ENTRIES: [path: string, names: string[], asFolder: boolean][] = [
  ["/", [], true],
  ["/index.html", ["index.html"], false],
  ["/a/b.js", ["a", "b.js"], false],
  ["/a/", ["a"], true],
  ["/a%20b", ["a b"], false],
  ["/%E6%9D%8E", ["李"], false],
  ["/a..b", ["a..b"], false],
  ["/a.", ["a."], false],
  ["/100%25", ["100%"], false],
  // Decoded once: what is left is an odd name, not a way up.
  ["/%252e%252e/x", ["%2e%2e", "x"], false],
  ["/a+b", ["a+b"], false],
];
for (const [path, names, asFolder] of ENTRIES) {
  Deno.test(`readPath() finds names in ${path}`, () => {
    deepEqual(readPath(path), { kind: "entry", names, asFolder });
  });
}

const NOTHINGS = [
  "//",
  "//a",
  "/a//b",
  "/a//",
  "/.",
  "/..",
  "/./a",
  "/../a",
  "/a/..",
  "/a/../b",
  "/%2e%2e/a",
  "/.%2e/a",
  "/.env",
  "/.git/config",
  "/a/.b/c",
  "/...",
  "/%2eenv",
  "/a%2fb",
  "/..%2fa",
  "/a%2F..%2Fb",
  "/a\\b",
  "/a%5cb",
  "/..%5ca",
  "/C:",
  "/c:/windows",
  "/C%3A/windows",
  "/a::$DATA",
  "/%2f",
  "/a/%5c",
];
for (const path of NOTHINGS) {
  Deno.test(`readPath() finds nothing in ${path}`, () => {
    deepEqual(readPath(path), { kind: "nothing" });
  });
}

const UNREADABLE = [
  "/%",
  "/%f",
  "/%zz",
  "/a%",
  "/%ff",
  "/%c0%ae%c0%ae/x",
  "/%80",
  "/%ed%a0%80",
  "/%00",
  "/a%00.html",
  "/.git/%",
  "/%u0041",
];
for (const path of UNREADABLE) {
  Deno.test(`readPath() cannot read ${path}`, () => {
    deepEqual(readPath(path), { kind: "unreadable" });
  });
}
