import { deepEqual } from "node:assert/strict";
import { contain } from "../../lib/wire/mod.ts";

const MISTAKE = new Error("a mistake");

Deno.test("contain() hands on what is thrown", () => {
  const faults: unknown[] = [];
  contain(() => {
    throw MISTAKE;
  }, (error) => faults.push(error));
  deepEqual(faults, [MISTAKE]);
});

Deno.test("contain() hands on what a promise rejects with", async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  contain(() => Promise.reject(MISTAKE), resolve);
  deepEqual(await promise, MISTAKE);
});

Deno.test("contain() hands on what an async function throws later", async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  contain(async () => {
    await Promise.resolve();
    throw MISTAKE;
  }, resolve);
  deepEqual(await promise, MISTAKE);
});

Deno.test("contain() hands on nothing when nothing is wrong", async () => {
  const faults: unknown[] = [];
  contain(() => 1, (error) => faults.push(error));
  const promise = Promise.resolve();
  contain(() => promise, (error) => faults.push(error));
  await promise;
  deepEqual(faults, []);
});
