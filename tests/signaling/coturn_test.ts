/** What coturn, which is not ours, makes of our credentials. */

import { deepEqual, equal, ok } from "node:assert/strict";
import {
  Ice,
  type TurnCredential,
  turnCredential,
} from "../../lib/signaling/mod.ts";
import { coturnTest, startCoturn } from "../support/coturn.ts";
import { TurnClient } from "../support/turn_client.ts";

const OLD = "the secret of last year";
const NEW = "the secret of this year";
const RELAYED = { code: 0, hasAddress: true };
const REFUSED = { code: 401, hasAddress: false };

/** Asks for a relay over a connection of its own. */
async function allocate(port: number, credential: TurnCredential) {
  using client = await TurnClient.connect(port);
  return await client.allocate(credential);
}

coturnTest("coturn gives a relay to whom Ice gave a credential", async () => {
  await using coturn = await startCoturn([NEW]);
  const turn = { urls: coturn.urls, secret: NEW, ttlMs: 60_000 };
  const ice = new Ice({ turn, now: Date.now });
  const [server] = ice.serversFor("o-_9Zz").iceServers;
  deepEqual(server?.urls, coturn.urls);
  const { username = "", credential = "" } = server ?? {};
  deepEqual(await allocate(coturn.port, { username, credential }), RELAYED);
});

coturnTest(
  "coturn refuses a credential that has ended, is another's, or was made up",
  async () => {
    await using coturn = await startCoturn([NEW]);
    const soon = Date.now() + 60_000;
    const good = turnCredential(NEW, "ada", soon);
    const bad = [
      turnCredential(NEW, "ada", Date.now() - 10_000),
      turnCredential(OLD, "ada", soon),
      { ...good, username: good.username.replace("ada", "bob") },
      { ...good, username: `9${good.username}` },
      { ...good, credential: "" },
    ];
    for (const credential of bad) {
      deepEqual(await allocate(coturn.port, credential), REFUSED);
    }
    deepEqual(await allocate(coturn.port, good), RELAYED);
  },
);

coturnTest(
  "coturn takes the old secret and the new one while one replaces the other",
  async () => {
    await using coturn = await startCoturn([OLD, NEW]);
    const soon = Date.now() + 60_000;
    for (const secret of [OLD, NEW]) {
      const credential = turnCredential(secret, "ada", soon);
      deepEqual(await allocate(coturn.port, credential), RELAYED, secret);
    }
  },
);

coturnTest(
  "coturn keeps a relay whose credential has ended meanwhile",
  async () => {
    await using coturn = await startCoturn([NEW]);
    const credential = turnCredential(NEW, "ada", Date.now() + 1_000);
    using client = await TurnClient.connect(coturn.port);
    deepEqual(await client.allocate(credential), RELAYED);
    // It goes by its own clock: whoever comes anew says when it is over.
    const patience = performance.now() + 10_000;
    while ((await allocate(coturn.port, credential)).code === 0) {
      ok(performance.now() < patience, "the credential ends");
    }
    equal(await client.refresh(credential), 0);
  },
);
