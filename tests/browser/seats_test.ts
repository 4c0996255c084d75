/** Seats, as pages in real Chromium have, keep and lose them. */

import { deepEqual, equal } from "node:assert/strict";
import {
  browserTest,
  connectionsOf,
  mediaGrows,
  openBrowser,
} from "../support/browser.ts";
import {
  callUrl,
  connected,
  idOf,
  isTold,
  joined,
  openCall,
  politeOf,
  startCall,
  toldOf,
} from "../support/call.ts";
import { Cutter } from "../support/cutter.ts";

/** Less than a seat is kept for unless said otherwise, and longer than most tunnels. */
const AWAY_MS = 10_000;

browserTest(
  "who is away for ten seconds keeps its seat, its role and its call, and a third gets none of it",
  async () => {
    await using parley = await startCall(["--origins", "any"]);
    await using cutter = await Cutter.before(parley.port);
    await using chromium = await openBrowser();
    const ada = await chromium.open(callUrl(parley.url));
    await joined(ada);
    const server = `http://127.0.0.1:${cutter.port}`;
    const bob = await chromium.open(callUrl(parley.url, { server }));
    for (const page of [ada, bob]) await connected(page, 1);
    const id = await idOf(bob);
    const roles = await Promise.all([ada, bob].map(politeOf));

    cutter.shut();
    const since = performance.now();
    await isTold(ada, `update ${id} away`);
    await isTold(bob, "state away");
    const eve = await chromium.open(callUrl(parley.url));
    await isTold(eve, "refused room-full");
    while (performance.now() - since < AWAY_MS) {
      await Promise.all([ada, bob].map(mediaGrows));
    }

    cutter.reopen();
    await isTold(ada, `update ${id} here`);
    for (const page of [ada, bob]) {
      await connected(page, 1);
      await mediaGrows(page);
      equal(await connectionsOf(page), 1);
    }
    equal(await idOf(bob), id);
    deepEqual(await Promise.all([ada, bob].map(politeOf)), roles);
    const told = (await toldOf(ada)).filter((line) => line.includes(id));
    deepEqual(told, [`peer ${id}`, `update ${id} away`, `update ${id} here`]);
  },
);

browserTest(
  "who is away for longer loses its seat, and has it again when it is back",
  async () => {
    await using parley = await startCall(["--origins", "any", "--grace", "1"]);
    await using cutter = await Cutter.before(parley.port);
    await using chromium = await openBrowser();
    const ada = await chromium.open(callUrl(parley.url));
    await joined(ada);
    const server = `http://127.0.0.1:${cutter.port}`;
    const bob = await chromium.open(callUrl(parley.url, { server }));
    for (const page of [ada, bob]) await connected(page, 1);
    const id = await idOf(bob);

    cutter.shut();
    await isTold(ada, `peer-left ${id} timeout`);
    cutter.reopen();
    for (const page of [ada, bob]) {
      await connected(page, 1);
      await mediaGrows(page);
    }
    equal(await idOf(bob), id);
  },
);

browserTest(
  "who knocks is let in, comes back without knocking again, and is gone for good once it is kicked",
  async () => {
    await using parley = await startCall(["--room-capacity", "3"]);
    await using chromium = await openBrowser();
    const [ada] = await openCall(chromium, parley, 1);
    if (!ada) throw new Error("There is no host");
    await ada.evaluate(() => globalThis.room.setLobby(true));

    const bob = await chromium.open(callUrl(parley.url, { name: "Bob" }));
    await ada.waitForFunction(() => globalThis.room.lobby.length === 1);
    const knock = await ada.evaluate(() => globalThis.room.lobby[0]);
    equal(knock?.name, "Bob");
    const id = knock?.id ?? "";
    await isTold(bob, `waiting ${id}`);
    await ada.evaluate((id) => globalThis.room.admit(id), id);
    for (const page of [ada, bob]) {
      await connected(page, 1);
      await mediaGrows(page);
    }
    equal(await idOf(bob), id);

    await bob.reload();
    for (const page of [ada, bob]) {
      await connected(page, 1);
      await mediaGrows(page);
    }
    equal(await idOf(bob), id);
    deepEqual(await toldOf(bob), ["state joined"]);

    const eve = await chromium.open(callUrl(parley.url, { name: "Eve" }));
    await ada.waitForFunction(() => globalThis.room.lobby[0]?.name === "Eve");
    await ada.evaluate(() =>
      globalThis.room.deny(globalThis.room.lobby[0]?.id ?? "")
    );
    await isTold(eve, "refused denied");

    await ada.evaluate((id) => globalThis.room.kick(id), id);
    await isTold(bob, "state left kicked kicked"); // The reason, and the code of what the server said.
    await isTold(ada, `peer-left ${id} kicked`);
    equal(await bob.evaluate(() => globalThis.room.peers.length), 0);
    await bob.reload();
    await isTold(bob, "refused banned");
    await connected(ada, 0);
    deepEqual(chromium.complaints, []);
  },
);
