/**
 * A server with users of its own: who has logged in gets a token for the rooms that are theirs, and
 * nobody enters a room without one.
 *
 * @module
 */

import { Server } from "@parley/parley";
import { createApp } from "@parley/parley/http";
import {
  mintToken,
  speakRooms,
  TokenGuard,
  TokenKeys,
  wallClock,
} from "@parley/parley/signaling";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { logIn, type User } from "./users.ts";

/** A token is good for this long. The SDK asks for another one before it ends. */
const TOKEN_MS = 10 * 60_000;

/** Bytes of a name, a password or a room's name: nobody needs as many. */
const BODY_BYTES = 1_000;

/** Who has logged in, by what the browser keeps in a cookie. A real server bounds and ends these. */
const visitors = new Map<string, User>();

// Who signs and who checks are one program, so nobody else has to know it. Tokens end with it.
const secret = randomBytes(33).toString("base64");

const here = import.meta.dirname ?? ".";
const page = createApp({
  root: join(here, "page"),
  build: join(here, "../../static/build"), // What `deno task build` makes.
  page: "own",
  tls: false,
  onFault: (error) => say(`Cannot answer: ${error.message}`),
});

const io = new Server({
  async fallback(request, info) {
    const { pathname } = new URL(request.url);
    if (request.method !== "POST") return await page(request, info);
    if (pathname === "/login") return await answerLogin(request);
    if (pathname === "/token") return await answerToken(request);
    return new Response("There is nothing here", { status: 404 });
  },
});
speakRooms(io, {
  capacity: 8,
  guard: new TokenGuard({
    keys: new TokenKeys({ secrets: [secret] }),
    now: wallClock,
  }),
});

const { port } = io.listen({
  port: Number(Deno.args[0] ?? 2013),
  hostname: "127.0.0.1",
});
say(`Open http://127.0.0.1:${port}/ and log in as ada or bob`);

async function answerLogin(request: Request): Promise<Response> {
  const { name, password } = await fieldsOf(request);
  const user = await logIn(name, password);
  if (!user) return new Response("That is not right", { status: 403 });
  const visitor = crypto.randomUUID();
  visitors.set(visitor, user);
  return new Response(null, {
    status: 204,
    // Scripts do not see it, and pages of others cannot use it. On https, add `Secure`.
    headers: {
      "set-cookie": `visitor=${visitor}; HttpOnly; SameSite=Strict; Path=/`,
    },
  });
}

async function answerToken(request: Request): Promise<Response> {
  const [, visitor = ""] =
    /(?:^|; )visitor=([^;]+)/.exec(request.headers.get("cookie") ?? "") ?? [];
  const user = visitors.get(visitor);
  if (!user) return new Response("Log in first", { status: 401 });
  const { room = "" } = await fieldsOf(request);
  if (!user.rooms.includes(room)) {
    return new Response("That room is not yours", { status: 403 });
  }
  const token = await mintToken({
    secret,
    // The others are told this name, whatever the page says.
    grants: { room, role: user.role, name: user.name },
    nowMs: wallClock(),
    ttlMs: TOKEN_MS,
    id: crypto.randomUUID(),
    subject: user.id,
  });
  return new Response(token, { headers: { "cache-control": "no-store" } });
}

/** The fields of a small form; none of a large one. */
async function fieldsOf(request: Request): Promise<Record<string, string>> {
  const bytes = request.headers.get("content-length");
  if (bytes === null || Number(bytes) > BODY_BYTES) return {};
  return Object.fromEntries(new URLSearchParams(await request.text()));
}

function say(line: string): void {
  // deno-lint-ignore no-console -- so that it can be read
  console.log(line);
}
