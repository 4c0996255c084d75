import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Server } from "../../lib/mod.ts";
import { ROOT } from "../support/program.ts";
import { PlainClient } from "./plain_client.ts";

Deno.test("a client written from the document alone joins, talks, asks, answers and goes on", async () => {
  const io = new Server();
  const said: unknown[] = [];
  io.on("connection", (socket) => {
    socket.join("blue");
    socket.on("say", (words: string, done?: (words: string) => void) => {
      said.push(words);
      socket.to("blue").emit("said", words);
      done?.(`you said ${words}`);
    });
  });
  const { port } = io.listen({ port: 0, hostname: "127.0.0.1" });
  const ada = new PlainClient(`ws://127.0.0.1:${port}/ws`);
  const bob = new PlainClient(`ws://127.0.0.1:${port}/ws`);
  equal((await ada.connect()).resumed, false);
  equal((await bob.connect()).resumed, false);

  deepEqual((await ada.ask("say", "hello")).args, ["you said hello"]);
  const asked = io.sockets.sockets.get(ada.socketId)?.emitWithAck(
    "are you there?",
  );
  equal(await asked, `${ada.socketId} heard`);

  const wasAda = ada.socketId;
  await ada.close(4499);
  ada.emit("say", "said while away");
  deepEqual((await bob.ask("say", "for whoever is away")).type, "ack");
  const missed = ada.next(({ event }) => event === "said");
  equal((await ada.connect()).resumed, true);
  deepEqual((await missed).args, ["for whoever is away"]);
  deepEqual((await ada.ask("say", "back")).args, ["you said back"]);

  deepEqual(said, ["hello", "for whoever is away", "said while away", "back"]);
  deepEqual(
    bob.heard.map(({ args }) => args?.[0]),
    ["hello", "said while away", "back"],
  );
  ok(io.sockets.sockets.has(wasAda), "its id is the same");
  await ada.close(1000);
  await bob.close(1000);
  await io.close();
});

Deno.test("that client has none of our code, and fits on a few pages", async () => {
  const path = join(ROOT, "tests/conformance/plain_client.ts");
  const text = await Deno.readTextFile(path);
  equal(/^import /m.test(text), false);
  ok(text.trimEnd().split("\n").length < 150);
});
