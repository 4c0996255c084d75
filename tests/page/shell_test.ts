import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import {
  answerFromShell,
  keepShell,
  type ShellParts,
} from "../../lib/page/shell.ts";

/** A browser with a cache, and a network that is there or not. */
class FakeShell implements ShellParts {
  readonly origin = "https://parley.test";
  readonly kept = new Map<string, Response>();
  readonly fetched: string[] = [];
  isOnline = true;
  /** What the server has. */
  pages = new Map([["/", '<link href="/styles.css"><script src="/page.js">']]);

  readonly caches: ShellParts["caches"] = {
    open: () =>
      Promise.resolve({
        match: (key) => Promise.resolve(this.kept.get(`${key}`)?.clone()),
        put: (key, response) => {
          this.kept.set(`${key}`, response);
          return Promise.resolve();
        },
      }),
  };

  fetch(request: Request | string): Promise<Response> {
    if (!this.isOnline) return Promise.reject(new TypeError("No network"));
    const path = typeof request === "string"
      ? request
      : new URL(request.url).pathname;
    this.fetched.push(path);
    return Promise.resolve(new Response(this.pages.get(path) ?? path));
  }

  /** Asks for something as the page does. */
  get(path: string, init?: RequestInit): Promise<Response> | undefined {
    return answerFromShell(new Request(this.origin + path, init), this);
  }
}

Deno.test("the page and all that it names is kept", async () => {
  const shell = new FakeShell();
  await keepShell(shell);
  deepEqual([...shell.kept.keys()].sort(), [
    "/",
    "/manifest.webmanifest",
    "/page.js",
    "/parley/insight.mjs",
    "/styles.css",
  ]);
});

Deno.test("the network is asked first, and what is newer is kept", async () => {
  const shell = new FakeShell();
  await keepShell(shell);
  shell.pages.set("/page.js", "newer");
  equal(await (await shell.get("/page.js"))?.text(), "newer");
  shell.isOnline = false;
  equal(await (await shell.get("/page.js"))?.text(), "newer");
});

Deno.test("without a network, any room's address is the page", async () => {
  const shell = new FakeShell();
  await keepShell(shell);
  shell.isOnline = false;
  // A request whose mode is "navigate" cannot be made by hand.
  const request = new Request(`${shell.origin}/?room=blue`);
  Object.defineProperty(request, "mode", { value: "navigate" });
  const response = await answerFromShell(request, shell);
  ok((await response?.text())?.includes("/page.js"));
  await rejects(shell.get("/other.js") ?? Promise.resolve(), TypeError);
});

Deno.test("what is not the page's is left alone", async () => {
  const shell = new FakeShell();
  await keepShell(shell);
  const others = [
    shell.get("/rooms/preflight", { method: "POST" }),
    shell.get("/healthz"),
    shell.get("/film.mp4", { headers: { range: "bytes=0-" } }),
    answerFromShell(new Request("https://elsewhere.test/"), shell),
  ];
  deepEqual(others, [undefined, undefined, undefined, undefined]);
  // What the page did not name is not kept either.
  await shell.get("/other.js");
  equal(shell.kept.has("/other.js"), false);
});
