/** Parley as a program whose rooms are guarded, from end to end. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import * as path from "node:path";
import { io, Refusal, type Socket } from "../lib/client/mod.ts";
import type {
  Joined,
  PreflightAnswer,
  RoomClientEvents,
  RoomServerEvents,
} from "../lib/parlance/mod.ts";
import { mintToken, turnCredential } from "../lib/signaling/mod.ts";
import { patiently } from "./support/patience.ts";
import { Program, run } from "./support/program.ts";
import { proof } from "./support/rooms.ts";
import { keyPair, sign } from "./support/tokens.ts";

const SECRET = "a-secret-that-signs-tokens-in-tests";
const ADMIN = "the-secret-of-whoever-runs-the-server";
const TURN_SECRET = "a-secret-of-the-turn-server";

const ENV = {
  PARLEY_TOKEN_SECRETS: SECRET,
  PARLEY_ADMIN_SECRET: ADMIN,
  PARLEY_STUN: "stun:stun.example.org",
  PARLEY_TURN: "turn:turn.example.org",
  PARLEY_TURN_SECRETS: `${TURN_SECRET},another-secret-of-it`,
  PARLEY_TURN_TTL: "600",
  PARLEY_GRACE: "7",
};

type RoomSocket = Socket<RoomServerEvents, RoomClientEvents>;

/** A client in the namespace of rooms, until the end of the block that holds it. */
function visit({ url }: Program): { socket: RoomSocket } & Disposable {
  const socket: RoomSocket = io(`${url}/rooms`, { forceNew: true });
  return { socket, [Symbol.dispose]: () => void socket.disconnect() };
}

async function tokenFor(room: string, id: string = "t1"): Promise<string> {
  return await mintToken({
    secret: SECRET,
    grants: { room, name: "Ada" },
    nowMs: Date.now(),
    ttlMs: 60_000,
    id,
  });
}

function request(room: string, token?: string) {
  const named = token === undefined ? {} : { token };
  return { room, seat: proof(), page: "page", ...named };
}

async function join(
  socket: RoomSocket,
  room: string,
  token?: string,
): Promise<Joined | string> {
  try {
    const answer = await socket.emitWithAck("join", request(room, token));
    return answer.state === "joined" ? answer : answer.state;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

async function post(
  { url }: Program,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = response.ok || response.status === 400
    ? await response.json()
    : await response.text();
  return { status: response.status, answer };
}

Deno.test("a guarded program lets in who has a token, with ICE servers, until it is revoked", async () => {
  await using parley = await Program.start({ env: ENV });
  await parley.logged(/Tokens are asked for/);
  using ada = visit(parley);
  equal(await join(ada.socket, "blue"), "token-required");
  const token = await tokenFor("blue");
  equal(await join(ada.socket, "red", token), "not-allowed");
  const joined = await join(ada.socket, "blue", token);
  ok(typeof joined === "object");
  equal(joined.self.name, "Ada");
  equal(joined.graceMs, 7_000);
  equal(joined.ice.ttlMs, 600_000);
  const [stun, turn] = joined.ice.iceServers;
  deepEqual(stun, { urls: ["stun:stun.example.org"] });
  const [ends] = turn?.username?.split(":") ?? [];
  deepEqual(turn, {
    urls: ["turn:turn.example.org"],
    ...turnCredential(TURN_SECRET, joined.self.id, Number(ends) * 1_000),
  });

  const removed = new Promise((resolve) => ada.socket.on("removed", resolve));
  const authorization = `Bearer ${ADMIN}`;
  const stranger = await post(parley, "/tokens/revoke", { token });
  equal(stranger.status, 401);
  deepEqual(
    await post(parley, "/tokens/revoke", { token }, { authorization }),
    {
      status: 200,
      answer: { ok: true, id: "t1" },
    },
  );
  equal(await patiently(removed, "the end of a seat"), "token");
  using again = visit(parley);
  equal(await join(again.socket, "blue", token), "token-revoked");
});

Deno.test("a guarded program answers a preflight as it answers who joins [PF1]", async () => {
  await using parley = await Program.start({ env: ENV });
  using ada = visit(parley);
  const ask = async (room: string, token?: string): Promise<unknown> => {
    const body = request(room, token);
    const { status, answer } = await post(parley, "/rooms/preflight", body);
    equal(status, 200);
    return answer;
  };
  const token = await tokenFor("blue");
  deepEqual(await ask("blue", token), {
    ok: true,
    state: "joined",
    room: null,
  });
  for (
    const [room, shown] of [
      ["blue", undefined],
      ["blue", "x"],
      ["red", token],
      ["", token],
    ] as const
  ) {
    const code = await join(ada.socket, room, shown);
    const answer = await ask(room, shown);
    ok(typeof answer === "object" && answer !== null && "code" in answer);
    equal(answer.code, code, room);
  }
  const joined = await join(ada.socket, "blue", token);
  ok(typeof joined === "object");
  const again = await ask("blue", await tokenFor("blue", "t2"));
  const expected: PreflightAnswer = {
    ok: true,
    state: "joined",
    room: joined.room,
  };
  deepEqual(again, expected);
});

Deno.test("a guarded program logs no token, no secret and no password, however much it logs", async () => {
  await using parley = await Program.start({
    env: { ...ENV, PARLEY_LOG_LEVEL: "trace" },
  });
  const token = await tokenFor("blue");
  using ada = visit(parley);
  await join(ada.socket, "blue", token);
  await join(ada.socket, "blue", "not-a-token-but-secret");
  await post(parley, "/rooms/preflight", {
    ...request("blue", token),
    password: "hunter2-hunter2",
  });
  await post(parley, "/tokens/revoke", { token }, {
    authorization: "Bearer x",
  });
  await post(parley, "/tokens/revoke", { token }, {
    authorization: `Bearer ${ADMIN}`,
  });
  await parley.logged(/was revoked/);
  parley.signal("SIGTERM");
  await parley.ended();
  const said = parley.out + parley.err;
  const secrets = [
    SECRET,
    ADMIN,
    TURN_SECRET,
    "not-a-token-but-secret",
    "hunter2",
    ...token.split("."),
  ];
  for (const secret of secrets) equal(said.includes(secret), false, secret);
});

Deno.test("a program takes tokens of a key set in a file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const own = await keyPair("ES256", "own");
    const file = path.join(folder, "keys.json");
    await Deno.writeTextFile(file, JSON.stringify({ keys: [own.jwk] }));
    await using parley = await Program.start({ args: ["--token-jwks", file] });
    using ada = visit(parley);
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const claims = { exp, parley: { room: "*" } };
    const header = { alg: "ES256", kid: "own" };
    const token = await sign(claims, own.privateKey, header);
    equal(typeof await join(ada.socket, "blue", token), "object");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a program says at start that a key set cannot be read, and lets nobody in for now", async () => {
  await using parley = await Program.start({
    args: ["--token-jwks", "http://127.0.0.1:1/keys"],
  });
  await parley.logged(/Cannot read the key set of tokens/);
  const own = await keyPair("ES256");
  const token = await sign(undefined, own.privateKey, { alg: "ES256" });
  const { answer } = await post(parley, "/rooms/preflight", {
    ...request("blue"),
    token,
  });
  deepEqual(answer, {
    ok: false,
    code: "token-invalid",
    message: "Cannot take the token: its keys cannot be had now",
    retryable: true,
  });
});

Deno.test("a key set that is none is a sentence and code 1", async () => {
  const { code, err } = await run({
    args: ["--token-jwks", path.join("..", "LICENSE")],
  });
  equal(code, 1, err);
  match(err, /^Cannot use the key set "[^"]+": [^\n]+\n$/);
});

Deno.test("a program that nobody guards revokes nothing", async () => {
  await using parley = await Program.start();
  const { status } = await post(parley, "/tokens/revoke", {}, {
    authorization: "Bearer undefined",
  });
  equal(status, 404);
});

Deno.test("a page of another origin asks a program only if its WebSocket may, too", async () => {
  await using parley = await Program.start({
    args: ["--origins", "https://example.org"],
  });
  for (
    const [origin, status] of [
      ["https://example.org", 200],
      ["https://example.net", 403],
    ] as const
  ) {
    const body = request("blue");
    const said = await post(parley, "/rooms/preflight", body, { origin });
    equal(said.status, status, origin);
  }
});
