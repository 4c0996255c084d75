/** A page in real Firefox and one in real Chromium: two stacks that were not made by the same people. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { seatIdOf } from "../../lib/signaling/seat_id.ts";
import { CHROMIUM, openBrowser } from "../support/browser.ts";
import { startCall, type Tab, tabOf } from "../support/call.ts";
import { FIREFOX, openFirefox } from "../support/firefox.ts";
import { testWith } from "../support/needed.ts";
import { proof } from "../support/rooms.ts";

/** How often both change at once what they send, at least; and at most, until offers have collided. */
const ROUNDS = { least: 4, most: 40 };

declare global {
  /** What is sent besides the camera, now and then. */
  var extra: MediaStream | undefined;
  /** What the pair has begun with, and is to keep. */
  var first: RTCPeerConnection | undefined;
  /** What had come when it was asked first. */
  var heard: { frames: number; packets: number } | undefined;
}

testWith(CHROMIUM, FIREFOX)(
  "a Firefox page calls a Chromium page, and the other way round, whoever gives way",
  async () => {
    await using parley = await startCall();
    await using chromium = await openBrowser();
    await using firefox = await openFirefox();
    const one = tabOf(await chromium.open(parley.url));
    const other = await firefox.open(parley.url);
    await call("firefox-polite", other, one);
    await call("chromium-polite", one, other);
    deepEqual([...chromium.complaints, ...firefox.complaints], []);
  },
);

/** `polite`, who gives way, comes first, and is called by `impolite`. */
async function call(room: string, polite: Tab, impolite: Tab): Promise<void> {
  const [lesser, greater] = [proof(), proof()].toSorted((one, other) =>
    seatIdOf(room, one) < seatIdOf(room, other) ? -1 : 1
  );
  if (!lesser || !greater) throw new Error("There are not two");
  await polite.enter({ room, seat: lesser });
  await impolite.enter({ room, seat: greater });
  const both = [polite, impolite];
  for (const tab of both) {
    await tab.until(isConnected);
    await tab.until(seesAndHears);
  }
  for (const tab of both) await tab.evaluate(remember);
  equal(await polite.evaluate(isPolite), true);
  equal(await impolite.evaluate(isPolite), false);

  let isGlare = false;
  // In twos, so that what is sent besides is not sent any more in the end.
  for (
    let round = 0;
    round < ROUNDS.least || round % 2 || !isGlare && round < ROUNDS.most;
    round++
  ) {
    await Promise.all(both.map((tab) => tab.evaluate(change)));
    for (const tab of both) {
      await tab.until(isConnected);
      await tab.until(round % 2 ? hasOneStream : hasTwoStreams);
    }
    isGlare = await polite.evaluate(() => globalThis.withdrawn > 0);
  }
  ok(isGlare, "one gave way");
  for (const tab of both) {
    await tab.until(isConnected);
    await tab.until(seesAndHears);
    equal(await tab.evaluate(say), "sent", "directly");
    deepEqual(await tab.evaluate(refused), []);
    equal(await tab.evaluate(isFirst), true, "nothing had to be made anew");
  }
  for (const tab of both) await tab.until(isSpokenTo);
  for (const tab of both) await tab.evaluate(() => globalThis.room.leave());
}

// -- What runs in the pages --

function isConnected(): boolean {
  const peer = globalThis.room?.peers[0];
  return peer?.state === "connected" &&
    peer.connection.signalingState === "stable";
}

function isPolite(): boolean | undefined {
  return globalThis.room.peers[0]?.info.polite;
}

function remember(): void {
  globalThis.first = globalThis.room.peers[0]?.connection;
}

function isFirst(): boolean {
  return globalThis.first === globalThis.room.peers[0]?.connection;
}

function refused(): string[] {
  return globalThis.told.filter((line) => line.startsWith("error"));
}

function hasOneStream(): boolean {
  return globalThis.room.peers[0]?.streams.length === 1;
}

function hasTwoStreams(): boolean {
  return globalThis.room.peers[0]?.streams.length === 2;
}

/** Whether more of the other's picture and sound comes than had come when it was asked first. */
async function seesAndHears(): Promise<boolean> {
  const now = { frames: 0, packets: 0 };
  const report = await globalThis.room.peers[0]?.connection.getStats();
  for (
    const [, { type, framesDecoded, kind, packetsReceived }] of report ?? []
  ) {
    if (type !== "inbound-rtp") continue;
    if (kind === "video") now.frames += framesDecoded;
    else now.packets += packetsReceived;
  }
  const before = globalThis.heard ??= now;
  const isMore = now.frames > before.frames + 5 &&
    now.packets > before.packets + 5;
  if (isMore) globalThis.heard = undefined;
  return isMore;
}

/**
 * Sends another stream, or no more, and looks for a new path.
 *
 * Two bare `RTCPeerConnection` do not live through that: where Firefox (153) has made the first offer,
 * it is the server in DTLS; but an offer of Chromium's (156) with new ICE credentials it answers
 * `setup:active`. Chromium refuses that answer ("Failed to set SSL role for the transport") and the
 * descriptions after it. The SDK leaves Firefox no choice.
 */
function change(): void {
  const { room, extra } = globalThis;
  room.peers[0]?.connection.restartIce();
  if (extra) {
    room.unpublish(extra);
    globalThis.extra = undefined;
    return;
  }
  const track = room.peers[0]?.connection.getSenders()
    .find(({ track }) => track?.kind === "video")?.track;
  if (!track) throw new Error("There is no camera");
  globalThis.extra = new MediaStream([track.clone()]);
  room.publish(globalThis.extra);
}

async function say(): Promise<string | undefined> {
  return await globalThis.room.peers[0]?.send("hello");
}

function isSpokenTo(): boolean {
  return globalThis.told.some((line) => /^message \S+ hello$/.test(line));
}
