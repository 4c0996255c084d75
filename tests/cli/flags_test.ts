import { deepEqual } from "node:assert/strict";
import { readFlags } from "../../lib/cli/flags.ts";

const NO_OPTION = "there is no such option";

const MISTAKES: [args: string[], errors: string[]][] = [
  [["--prot", "80"], [
    `Cannot use --prot: ${NO_OPTION}, did you mean --port`,
    'Cannot use "80": settings are options, such as --port 2013',
  ]],
  [["--prot=80"], [`Cannot use --prot: ${NO_OPTION}, did you mean --port`]],
  [["-port=80"], [`Cannot use -port: ${NO_OPTION}, did you mean --port`]],
  [["-prot=80"], [`Cannot use -prot: ${NO_OPTION}, did you mean --port`]],
  [["--colour"], [
    `Cannot use --colour: ${NO_OPTION}, see --help for those there are`,
  ]],
  [["--no-help"], [
    `Cannot use --no-help: ${NO_OPTION}, see --help for those there are`,
  ]],
  [["--constructor"], [
    `Cannot use --constructor: ${NO_OPTION}, see --help for those there are`,
  ]],
  [["--__proto__=1"], [
    `Cannot use --__proto__: ${NO_OPTION}, see --help for those there are`,
  ]],
  [["--PORT=1"], [
    `Cannot use --PORT: ${NO_OPTION}, see --help for those there are`,
  ]],
  [["--vversion"], [
    `Cannot use --vversion: ${NO_OPTION}, did you mean --version`,
  ]],
  [["2013"], ['Cannot use "2013": settings are options, such as --port 2013']],
  [["port", "--port"], [
    'Cannot use "port": settings are options, such as --port 2013',
    "Cannot use --port without a value: " +
    "it must be a whole number from 0 to 65535",
  ]],
  [["-"], ['Cannot use "-": settings are options, such as --port 2013']],
  [["\x1b[2J"], [
    'Cannot use "\\u001b[2J": settings are options, such as --port 2013',
  ]],
  [["--", "--port"], [
    'Cannot use "--port": settings are options, such as --port 2013',
  ]],
  [["--help=yes"], ["Cannot use --help with a value: it takes none"]],
  [["--version="], ["Cannot use --version with a value: it takes none"]],
];

for (const [args, errors] of MISTAKES) {
  Deno.test(`readFlags() refuses ${JSON.stringify(args)}`, () => {
    deepEqual(readFlags(args), {
      asked: undefined,
      values: new Map(),
      errors,
    });
  });
}

Deno.test("readFlags() keeps the text of each option", () => {
  const args = ["--port", "80", "--origins=https://a.example?x=y", "--"];
  deepEqual(readFlags(args), {
    asked: undefined,
    values: new Map([["port", "80"], ["origins", "https://a.example?x=y"]]),
    errors: [],
  });
});

Deno.test("readFlags() takes a value that starts with two dashes after =", () => {
  deepEqual(
    readFlags(["--static=--odd"]).values,
    new Map([["static", "--odd"]]),
  );
});

Deno.test("readFlags() does not take the next option for a missing value", () => {
  const { values, errors } = readFlags(["--port", "--host", "localhost"]);
  deepEqual(values, new Map([["host", "localhost"]]));
  deepEqual(errors, [
    "Cannot use --port without a value: " +
    "it must be a whole number from 0 to 65535",
  ]);
});
