/** Every frame of the corpus is answered as the corpus says, and costs nobody else anything. */

import { deepEqual, equal, ok } from "node:assert/strict";
import {
  enter,
  type Guest,
  type Heard,
  meet,
  type Peer,
} from "../support/peer.ts";
import { type CorpusLine, readCorpus } from "../support/corpus.ts";
import { stillServer } from "../support/still_server.ts";

/** The server that the corpus expects: an echo in `/`, and a namespace that nobody is in. */
async function echoing() {
  const faults: unknown[] = [];
  let heard = 0;
  const io = stillServer({
    limits: { eventsPerSecond: Infinity },
    onFault: ({ error }) => void faults.push(error),
  });
  io.of("/other");
  io.on("connection", (socket) => {
    socket.on("echo", (...args: unknown[]) => {
      heard += 1;
      const done = args.at(-1);
      if (typeof done === "function") done(args[0]);
    });
  });
  const bob = await enter(io);
  return { io, bob, faults, heard: () => heard };
}

/** What a peer is told from now on, and the number it is closed with. */
async function reaction(
  peer: Peer,
  { frame, expect }: CorpusLine,
): Promise<CorpusLine["expect"]> {
  peer.sendFrame(frame);
  const told: string[] = [];
  if (expect.close === undefined) {
    for (const envelope of await peer.settled()) told.push(summary(envelope));
    return { told };
  }
  do {
    told.push(summary(await peer.next()));
  } while (!told.at(-1)?.startsWith("fatal"));
  return { told, close: await peer.closed };
}

function summary({ type, code, error }: Heard): string {
  const { code: why = code } = Object(error);
  return why === undefined ? `${type}` : `${type} ${why}`;
}

async function echoes({ peer }: Guest): Promise<void> {
  deepEqual((await peer.ask("echo", "still here")).args, ["still here"]);
}

/** The names of the rules in `docs/PROTOCOL.md` that frames can follow or break. */
const KNOWN_RULE_REGEXP = /^(FR|HE|SE|HB|NS|EV|AC|BI)\d+$/;

Deno.test("Connection answers each frame of the corpus as it says, and others talk on [FR4] [FR5] [FR6] [BI3]", async () => {
  const corpus = await readCorpus();
  ok(corpus.length >= 500);
  const { io, bob, faults, heard } = await echoing();
  for (const line of corpus) {
    const { name, rule, after, expect } = line;
    ok(KNOWN_RULE_REGEXP.test(rule), name);
    const peer = meet(io);
    if (after === "connect") await peer.connect();
    const before = heard();
    deepEqual(await reaction(peer, line), expect, name);
    if (expect.told[0]?.startsWith("fatal")) {
      equal(heard(), before, `${name}: no envelope of it has an effect`);
    }
    if (expect.close === undefined) peer.hangUp();
    await echoes(bob);
    equal(io.engine.clientsCount, 1, name);
  }
  deepEqual(faults, []);
  deepEqual([...io.sockets.sockets.keys()], [bob.id]);
  deepEqual([...io.sockets.adapter.rooms.keys()], [bob.id]);
  equal(io.of("/other").sockets.size, 0);
});

Deno.test("the corpus names every frame once", async () => {
  const names = (await readCorpus()).map(({ name }) => name);
  equal(new Set(names).size, names.length);
});
