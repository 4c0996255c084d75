import { equal, match, ok } from "node:assert/strict";
import { helpText, readCommandLine } from "../../bench/command_line.ts";
import { SERVERS } from "../../bench/servers.ts";
import { WORKS } from "../../bench/works.ts";

Deno.test("--help names every work and every server, in 80 columns", () => {
  const help = helpText();
  for (const { name, title } of [...WORKS, ...SERVERS]) {
    const line = `  ${name.padEnd(16)}  ${title}`;
    ok(help.split("\n").includes(line), line);
  }
  for (const line of help.split("\n")) ok(line.length <= 80, line);
  equal(readCommandLine(["--help"]).kind, "help");
  equal(readCommandLine(["-h"]).kind, "help");
});

Deno.test("without a word everything is measured, and written for the README", () => {
  const request = readCommandLine([]);
  ok(request.kind === "measure");
  equal(request.works.length, WORKS.length);
  equal(request.servers.length, SERVERS.length);
  equal(request.rounds, undefined);
  equal(request.out, "docs/bench");
});

Deno.test("a choice is not written, unless that is asked for", () => {
  const choice = ["--work", "relay,mesh", "--server", "parley,bare"];
  const request = readCommandLine(choice);
  ok(request.kind === "measure");
  equal(request.works.join(), "relay,mesh");
  equal(request.servers.join(), "parley,bare");
  equal(request.out, undefined);
  const written = readCommandLine([...choice, "--out", "here"]);
  ok(written.kind === "measure");
  equal(written.out, "here");
});

Deno.test("numbers are seconds and rounds", () => {
  const words = "--seconds 0.5 --warm 2 --rounds 5".split(" ");
  const request = readCommandLine(words);
  ok(request.kind === "measure");
  equal([request.seconds, request.warm, request.rounds].join(), "0.5,2,5");
});

Deno.test("what cannot be meant is told in a sentence", () => {
  const wrong: [string, RegExp][] = [
    ["--work relay,nap", /^Cannot use --work nap: there are relay, /],
    ["--server", /--server/],
    ["--server deno", /^Cannot use --server deno: there are bare, /],
    ["--seconds 0", /^Cannot use --seconds 0: it must be a number above 0/],
    ["--rounds three", /^Cannot use --rounds three: it must be a number/],
    ["--rounds 1.5", /^Cannot use --rounds 1.5: it must be a whole number/],
    ["--colour", /--colour/],
  ];
  for (const [words, sentence] of wrong) {
    const request = readCommandLine(words.split(" "));
    ok(request.kind === "wrong", words);
    match(request.sentence, sentence);
  }
});
