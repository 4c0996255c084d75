import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";
import { loadTest, runProgram } from "./support.ts";

const MAIN = [
  "run",
  "--no-prompt",
  "--allow-run",
  "--allow-read",
  "--allow-write",
  "--allow-sys=cpus",
  join(ROOT, "bench", "main.ts"),
];

Deno.test("bench --help tells what can be asked for", async () => {
  const { code, out } = await bench("--help");
  equal(code, 0);
  match(out, /^Usage: deno task bench \[options\]\n/);
});

Deno.test("bench exits with 2 when it does not understand", async () => {
  const { code, out } = await bench("--work", "nap");
  equal(code, 2);
  match(out, /^Cannot use --work nap: there are /);
});

loadTest("bench measures, compares, judges and writes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const what = ["--work", "idle-1000", "--server", "bare,parley"];
    const { code, out, err } = await bench(...what, "--out", folder);
    equal(code, 0, err);
    match(out, /^bare Deno\.serve +[\d.]+ +1\.00$/m);
    match(out, /^(met|NOT MET) +Memory of 1,000 silent connections/m);
    const path = join(folder, "figures.json");
    const figures = JSON.parse(await Deno.readTextFile(path));
    deepEqual(
      figures.results.map(({ server }: { server: string }) => server),
      ["bare", "parley"],
    );
    ok(figures.results[1].figures.memory > 0);
    match(await Deno.readTextFile(join(folder, "chart.svg")), /^<svg /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function bench(...args: string[]): ReturnType<typeof runProgram> {
  return runProgram(Deno.execPath(), [...MAIN, ...args]);
}
