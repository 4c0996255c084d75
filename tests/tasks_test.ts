import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "./support/program.ts";

interface Task {
  description?: string;
  command?: string;
}

const { tasks }: { tasks: Record<string, Task> } = JSON.parse(
  await Deno.readTextFile(join(ROOT, "deno.json")),
);

Deno.test("every task says what it does", () => {
  const silent = Object.entries(tasks).filter(([, { description }]) =>
    !description
  );
  deepEqual(silent, []);
});

Deno.test("the tasks that people look for are there", () => {
  const names = [
    "start",
    "dev",
    "build",
    "test",
    "check",
    "lint",
    "fmt",
    "doc",
  ];
  for (const name of [...names, "bench", "compile", "ok"]) {
    ok(tasks[name], name);
  }
});

Deno.test("what serves is not given every permission", () => {
  for (const name of ["start", "dev"]) {
    const command = tasks[name]?.command ?? "";
    ok(command.includes("--no-prompt"), name);
    equal(
      /(\s-A|--allow-all|--allow-run|--allow-write|--allow-ffi)\b/.test(
        command,
      ),
      false,
      name,
    );
  }
});

Deno.test("the two READMEs and CI name one version of Deno", async () => {
  const versions = new Set<string>();
  for (const path of ["README.md", "README.zh-CN.md"]) {
    const text = await Deno.readTextFile(join(ROOT, path));
    for (const [, version = ""] of text.matchAll(/deno@(\d+\.\d+\.\d+)/g)) {
      versions.add(version);
    }
  }
  equal(versions.size, 1, [...versions].join());
});
