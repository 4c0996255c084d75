import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { Refusal } from "../../lib/sdk/mod.ts";
import { checkRoom } from "../../lib/sdk/equipment.ts";
import { joinRoom, type Room, type RoomOptions } from "../../lib/sdk/mod.ts";
import { answerPreflight } from "../../lib/signaling/mod.ts";
import { appFor, serve, tempFolder } from "../http/support.ts";
import { FakeConnection } from "./fakes/connection.ts";
import { FakeStorage, World } from "./fakes/world.ts";

/** A server that can be asked over HTTP. */
interface Asked extends AsyncDisposable {
  readonly url: string;
  /** Every request, as it came. */
  readonly requests: unknown[];
}

/** Answers over HTTP for the rooms of `world`, or for none. */
async function over(world?: World): Promise<Asked> {
  const requests: unknown[] = [];
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await tempFolder());
  const app = appFor(path, {
    preflight: world && ((request, address) => {
      requests.push(request);
      return answerPreflight(world.spoken, request, address);
    }),
  });
  const { addr } = stack.use(serve(app));
  const end = stack.move();
  return {
    url: `http://127.0.0.1:${addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}

/** Joins a room of `world` by the address at which it is asked. */
async function join(
  world: World,
  url: string,
  options: RoomOptions,
): Promise<Room> {
  const { clock, lines, paths } = world;
  return await joinRoom(url, "blue", {
    connection: { clock, dial: lines.dial("ada") },
    createConnection: (configuration) =>
      // As much of one as the SDK uses.
      new FakeConnection(
        "ada",
        paths,
        configuration,
      ) as unknown as RTCPeerConnection,
    ...options,
  });
}

Deno.test("checkRoom() says what would come of joining, and takes no seat", async () => {
  await using world = new World();
  await using server = await over(world);
  deepEqual(await checkRoom(server.url, "blue"), {
    state: "joined",
    room: null,
  });
  const bob = await world.enter("bob");
  const { state, room } = await checkRoom(server.url, "blue");
  deepEqual([state, room?.name, room?.host], [
    "joined",
    "blue",
    bob.room.self.id,
  ]);
  await bob.room.setLobby(true);
  equal((await checkRoom(server.url, "blue")).state, "waiting");
  deepEqual([bob.room.peers, bob.room.lobby], [[], []]);
});

Deno.test("checkRoom() tells who has a seat in a full room that it may come, and nobody else", async () => {
  await using world = new World({ capacity: 2 });
  await using server = await over(world);
  await world.enter("bob");
  const storage = new FakeStorage();
  const room = await join(world, server.url, { storage });
  const check = (storage: FakeStorage | null) =>
    checkRoom(server.url, "blue", { storage });
  equal((await check(storage)).state, "joined");
  for (const other of [new FakeStorage(), null]) {
    await rejects(
      check(other),
      (error) =>
        error instanceof Refusal && error.code === "room-full" &&
        error.retryable,
    );
  }
  room.leave();
});

Deno.test("checkRoom() shows what joinRoom() would, and is refused with the same codes", async () => {
  await using world = new World();
  await using server = await over(world);
  const bob = await world.enter("bob");
  await bob.room.setPassword("secret");
  const refused = (code: string) => ({ name: "Refusal", code });
  await rejects(
    checkRoom(server.url, "blue"),
    refused("password-required"),
  );
  await rejects(
    checkRoom(server.url, "blue", { password: "guess" }),
    refused("password-wrong"),
  );
  const options: RoomOptions = {
    name: "Ada",
    metadata: [1],
    password: "secret",
    token: () => Promise.resolve("a token"),
    capacity: 3,
    features: [],
    storage: null,
  };
  equal((await checkRoom(server.url, "blue", options)).state, "joined");
  const { seat, page, ...rest } = Object(server.requests.at(-1));
  match(seat, /^[\w-]{43}$/);
  match(page, /^[\w-]{22}$/);
  deepEqual(rest, {
    room: "blue",
    name: "Ada",
    metadata: [1],
    password: "secret",
    token: "a token",
    capacity: 3,
    features: [],
  });
  await rejects(
    checkRoom(server.url, "blue", { ...options, name: "" }),
    refused("name-invalid"),
  );
});

Deno.test("checkRoom() asks the server that a WebSocket's address names, wherever in it", async () => {
  await using world = new World();
  await using server = await over(world);
  const { host } = new URL(server.url);
  ok(await checkRoom(`ws://${host}/somewhere?else`, "blue"));
});

Deno.test("checkRoom() rejects with disconnected if nobody answers, and with the reason of who has ended it", async () => {
  await using world = new World();
  const gone = { name: "Refusal", code: "disconnected", retryable: true };
  let url = "";
  {
    await using server = await over();
    url = server.url;
    await rejects(checkRoom(url, "blue"), gone, "it cannot be asked");
  }
  await rejects(checkRoom(url, "blue"), gone, "it is not there");
  await using server = await over(world);
  const signal = AbortSignal.abort(new Error("enough"));
  await rejects(checkRoom(server.url, "blue", { signal }), /enough/);
  await rejects(checkRoom("mailto:ada", "blue"), TypeError);
});
