/** Calls of real Chromium through a real coturn, and no other way. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { Ice, type TurnCredential } from "../../lib/signaling/mod.ts";
import {
  CHROMIUM,
  connectionsOf,
  longestPause,
  mediaGrows,
  openBrowser,
  received,
} from "../support/browser.ts";
import {
  callUrl,
  connected,
  openCall,
  startCall,
  toldOf,
} from "../support/call.ts";
import { serveCall } from "../support/call_server.ts";
import { COTURN, startCoturn } from "../support/coturn.ts";
import { testWith } from "../support/needed.ts";
import { TurnClient } from "../support/turn_client.ts";

const SECRET = "the secret of a relay";
const RELAYED = { rtc: { iceTransportPolicy: "relay" } } as const;

/** Milliseconds that a credential is good where it is to end soon. */
const TTL_MS = 3_000;

const relayTest = testWith(CHROMIUM, COTURN);

relayTest(
  "a call is relayed by coturn, with credentials of the program's",
  async () => {
    await using coturn = await startCoturn([SECRET]);
    await using parley = await startCall([
      "--turn",
      coturn.urls.join(","),
      "--turn-secrets",
      SECRET,
    ]);
    await using chromium = await openBrowser();
    const pages = await openCall(chromium, parley, 2, RELAYED);
    for (const page of pages) {
      await mediaGrows(page);
      const { local, remote } = await selected(page);
      deepEqual([local, remote], ["relay", "relay"]);
      const quality = await page.evaluate(() =>
        globalThis.room.peers[0]?.quality()
      );
      equal(quality?.path?.local, "relay");
    }
    deepEqual(chromium.complaints, []);
  },
);

relayTest(
  "a credential that has ended is refused by coturn, and the diagnosis says so",
  async () => {
    await using coturn = await startCoturn([SECRET]);
    const turn = { urls: coturn.urls, secret: SECRET, ttlMs: 60_000 };
    const ice = new Ice({ turn, now: () => Date.now() - 120_000 });
    await using parley = serveCall({ ice });
    await using chromium = await openBrowser();
    const pages = [
      await chromium.open(callUrl(parley.url, RELAYED)),
      await chromium.open(callUrl(parley.url, RELAYED)),
    ];
    for (const page of pages) {
      // Asked in the page itself: the next attempt knows nothing of this one.
      const fault = await page.evaluate(async () => {
        for (;;) {
          const diagnosis = await globalThis.room?.peers[0]?.diagnose();
          if (diagnosis?.cause === "turn-refused") return diagnosis.fault;
          await new Promise(requestAnimationFrame);
        }
      });
      equal(fault?.code, 401, JSON.stringify(fault));
      equal((await received(page)).bytesReceived, 0);
    }
  },
);

relayTest(
  "a call lives longer than its credentials, by those that the server pushes",
  async () => {
    await using coturn = await startCoturn([SECRET]);
    const turn = { urls: coturn.urls, secret: SECRET, ttlMs: TTL_MS };
    await using parley = serveCall({ ice: new Ice({ turn, now: Date.now }) });
    await using chromium = await openBrowser();
    const pages = await openCall(chromium, parley, 2, RELAYED);
    const first = await Promise.all(pages.map(credentialOf));
    const ports = await Promise.all(
      pages.map(async (page) => (await selected(page)).port),
    );
    const watched = pages.map(longestPause);
    for (const [n, page] of pages.entries()) {
      const until = endOf(first[n]) + 2 * TTL_MS;
      // The one that is used by then was made when the first one had ended long ago.
      while (endOf(await credentialOf(page)) < until) await mediaGrows(page);
    }
    for (const credential of first) {
      using client = await TurnClient.connect(coturn.port);
      equal((await client.allocate(credential)).code, 401);
    }
    for (const [n, page] of pages.entries()) {
      await connected(page, 1);
      await mediaGrows(page);
      const { local, remote, port } = await selected(page);
      deepEqual([local, remote], ["relay", "relay"]);
      notEqual(port, ports[n], "the relay is one of a newer credential");
      equal(await connectionsOf(page), 1);
      deepEqual(
        (await toldOf(page)).filter((line) => /^(error|peer-left)/.test(line)),
        [],
      );
    }
    const pauses = await Promise.all(watched.map(({ stop }) => stop()));
    for (const ms of pauses) ok(ms < 1_000, `no frame for ${ms} ms`);
  },
);

/** What a page's connection shows a TURN server. */
function credentialOf(page: Page): Promise<TurnCredential> {
  return page.evaluate(() => {
    const { iceServers } =
      globalThis.room.peers[0]?.connection.getConfiguration() ?? {};
    const { username = "", credential = "" } = iceServers?.[0] ?? {};
    return { username, credential };
  });
}

/** When a credential ends, in milliseconds since 1970. */
function endOf(credential: TurnCredential | undefined): number {
  return Number(credential?.username.split(":")[0]) * 1_000;
}

/** The path that a page's media takes: the kind of either end, and the port of its own. */
function selected(
  page: Page,
): Promise<{ local: string; remote: string; port: number }> {
  return page.evaluate(async () => {
    const report = await globalThis.room.peers[0]?.connection.getStats();
    for (const [, { type, selectedCandidatePairId }] of report ?? []) {
      if (type !== "transport") continue;
      const pair = report?.get(selectedCandidatePairId);
      const local = report?.get(pair?.localCandidateId);
      const remote = report?.get(pair?.remoteCandidateId);
      return {
        local: local?.candidateType,
        remote: remote?.candidateType,
        port: local?.port,
      };
    }
    throw new Error("There is no path");
  });
}
