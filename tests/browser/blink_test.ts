/**
 * A network that breaks in the middle of a negotiation: whatever is lost at whichever step, two pages
 * are connected in the end, and see each other. PARLEY_BLINKS says how many seeds are tried.
 */

import { deepEqual, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, mediaGrows, openBrowser } from "../support/browser.ts";
import { connected, startCall } from "../support/call.ts";
import type { Program } from "../support/program.ts";
import { type Fault, Relay } from "../chaos/relay.ts";
import { randomFrom } from "../simulation/chance.ts";

const SEEDS = Number(Deno.env.get("PARLEY_BLINKS") ?? 12);

/** Faults of one negotiation: a second one strikes the way back from the first. */
const FAULTS = 2;

/** What happens in one negotiation. */
interface Blink {
  room: string;
  /** Which page's socket is cut: the one that comes first, or the other one. */
  victim: number;
  random: () => number;
  /** Bytes after which it is cut for the first time. */
  step: number;
  /** Bytes that a negotiation takes. */
  all: number;
}

browserTest(
  `a socket that is cut at any step of a negotiation leaves no pair stuck, with ${SEEDS} seeds`,
  async () => {
    await using parley = await startCall(["--origins", "any"]);
    await using chromium = await openBrowser();
    const pages = [
      await chromium.open(parley.url),
      await chromium.open(parley.url),
    ];
    const calm = { victim: 0, random: randomFrom(0), step: Infinity, all: 0 };
    const first = await negotiate(pages, parley, { ...calm, room: "calm-0" });
    const other = await negotiate(pages, parley, {
      ...calm,
      room: "calm-1",
      victim: 1,
    });
    const all = Math.min(first.carried, other.carried);
    let struck = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = randomFrom(seed);
      const victim = random() < 0.5 ? 0 : 1;
      const step = 1 + Math.floor((seed - random()) / SEEDS * all);
      const blink = `seed ${seed}, byte ${step} of ${all}`;
      const { faults } = await negotiate(pages, parley, {
        room: `seed-${seed}`,
        victim,
        random,
        step,
        all,
      })
        .catch(async (error) => {
          throw new Error(`${blink}: ${await lookOf(pages)}`, { cause: error });
        });
      if (faults.length > 0) struck++;
    }
    // No two negotiations say the same, so the last steps are not there in each.
    ok(struck >= SEEDS * 0.75, `${struck} of ${SEEDS} were struck`);
  },
);

/** Two pages meet in a room, and change everything as soon as they know of each other. */
async function negotiate(
  pages: readonly Page[],
  { port }: Program,
  { room, victim, random, step, all }: Blink,
): Promise<{ carried: number; faults: Fault[] }> {
  const faults: Fault[] = [];
  await using relay = await Relay.open({
    port,
    random,
    late: false,
    onFault: (fault) => faults.push(fault),
    budget() {
      if (faults.length === 0) return step;
      return faults.length < FAULTS ? 1 + Math.floor(random() * all) : Infinity;
    },
  });
  for (const [n, page] of pages.entries()) {
    const to = n === victim ? relay.port : port;
    await page.evaluate(meet, { room, server: `http://127.0.0.1:${to}` });
  }
  for (const page of pages) {
    await connected(page, 1);
    await page.waitForFunction(() =>
      globalThis.room.peers[0]?.streams.length === 2
    );
  }
  const { carried } = relay;
  await Promise.all(pages.map(mediaGrows));
  for (const page of pages) {
    const told = await page.evaluate(() => globalThis.told);
    deepEqual(told.filter((line) => /^(error|peer-left)/.test(line)), []);
  }
  for (const page of pages) {
    await page.evaluate(() => globalThis.room.leave());
  }
  return { carried, faults };
}

/** Runs in a page: joins, and sends one stream more as soon as there is somebody. */
async function meet(
  asked: { room: string; server: string },
): Promise<void> {
  globalThis.connections = [];
  await globalThis.enter(asked);
  const { room } = globalThis;
  const change = () => {
    const [peer] = room.peers;
    const { mediaDevices } = navigator;
    peer?.connection.restartIce();
    mediaDevices.getUserMedia({ video: { width: 160, height: 120 } })
      .then((stream) => room.publish(stream));
  };
  if (room.peers.length > 0) change();
  else room.on("peer", change);
}

/** What the pages know of each other, in words. */
async function lookOf(pages: readonly Page[]): Promise<string> {
  const looks = await Promise.all(
    pages.map((page) =>
      page.evaluate(() => {
        const { room, told } = globalThis;
        const peers = room?.peers.map(({ state, info, connection, streams }) =>
          [
            state,
            info.polite ? "polite" : "impolite",
            info.connection,
            connection.signalingState,
            connection.iceConnectionState,
            streams.length,
          ].join(" ")
        );
        return JSON.stringify({ peers, told });
      })
    ),
  );
  return looks.join("\n");
}
