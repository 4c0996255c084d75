/** The server with users of its own. */

import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { browserTest, openBrowser } from "../support/browser.ts";
import { Reader, ROOT } from "../support/program.ts";

interface Running extends AsyncDisposable {
  readonly url: string;
}

/** Starts the server as its task does, on a free port. */
async function start(): Promise<Running> {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  const [, ...args] = tasks["example:own-auth"].command.split(" ");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, "0"],
    cwd: ROOT,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const out = new Reader(child.stdout);
  await out.finds(/http:\S+/);
  return {
    url: /http:\S+/.exec(out.text)?.[0] ?? "",
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await out.done;
    },
  };
}

async function logIn(
  page: Page,
  name: string,
  password: string,
  room = "class 7b",
): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Room").selectOption(room);
  await page.getByRole("button", { name: "Log in" }).click();
}

function post(
  url: string,
  path: string,
  fields: Record<string, string>,
  cookie = "",
): Promise<Response> {
  return fetch(new URL(path, url), {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { cookie },
  });
}

browserTest(
  "who logs in is in the room under the name and role that the server knows",
  async () => {
    await using server = await start();
    await using chromium = await openBrowser("none");
    const bob = await chromium.open(server.url);
    await logIn(bob, "bob", "kahn");
    await bob.getByText("Bob, member, here").waitFor();
    const ada = await chromium.open(server.url);
    await logIn(ada, "ada", "lovelace");
    for (const page of [ada, bob]) {
      await page.getByText("Ada, host, here").waitFor();
      await page.getByText("Bob, member, here").waitFor();
    }
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "without the right password, or a room of one's own, nobody is let in",
  async () => {
    await using server = await start();
    await using chromium = await openBrowser("none");
    const page = await chromium.open(server.url);
    await logIn(page, "bob", "wrong");
    await page.getByText("That is not right").waitFor();
    await logIn(page, "bob", "kahn", "class 8a");
    await page.getByText("That room is not yours").waitFor();
    // What the page would not do, someone else's may try.
    const codes = await page.evaluate(async () => {
      const { joinRoom } = await import("/parley/parley.mjs");
      const post = (path: string, fields: Record<string, string>) =>
        fetch(path, { method: "POST", body: new URLSearchParams(fields) });
      const token = await (await post("/token", { room: "class 7b" })).text();
      const codeOf = (room: string, token?: string) =>
        joinRoom("/", room, token === undefined ? {} : { token })
          .then(() => "joined", ({ code }) => code);
      return [
        await codeOf("class 8a", token),
        await codeOf("class 7b"),
        await codeOf("class 7b", `${token}x`),
      ];
    });
    deepEqual(codes, ["not-allowed", "token-required", "token-invalid"]);
    deepEqual(
      chromium.complaints.filter((line) => !line.includes("status of 403")),
      [],
    );
  },
);

Deno.test("a token is given to who is logged in, and to nobody else", async () => {
  await using server = await start();
  const ask = async (
    path: string,
    fields: Record<string, string>,
    cookie = "",
  ) => {
    const response = await post(server.url, path, fields, cookie);
    return [response.status, await response.text()] as const;
  };
  const room = "class 7b";
  equal((await ask("/token", { room }))[0], 401);
  equal((await ask("/token", { room }, "visitor=guessed"))[0], 401);
  equal((await ask("/login", { name: "ada" }))[0], 403);
  equal((await ask("/login", { name: "constructor", password: "x" }))[0], 403);
  equal(
    (await ask("/login", { name: "ada", password: "x".repeat(2_000) }))[0],
    403,
  );
  equal((await ask("/elsewhere", {}))[0], 404);
  const login = await post(server.url, "/login", {
    name: "ada",
    password: "lovelace",
  });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  await login.body?.cancel();
  const [status, token] = await ask("/token", { room }, cookie);
  equal(status, 200);
  equal(token.split(".").length, 3);
});
