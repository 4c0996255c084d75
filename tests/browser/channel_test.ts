import { deepEqual, equal, ok } from "node:assert/strict";
import type { PeerChannelOptions } from "../../lib/sdk/channel.ts";
import { CHANNEL_LIMITS } from "../../lib/sdk/chunks.ts";
import { browserTest, openBrowser } from "../support/browser.ts";
import { ModulePage } from "../support/module_page.ts";

type Sdk = typeof import("../../lib/sdk/channel.ts");

declare global {
  /** Connects two peers in the page: the ends of their channel, once both are open. */
  var connectTwo: (
    options: Partial<PeerChannelOptions>,
  ) => Promise<{
    ada: InstanceType<Sdk["PeerChannel"]>;
    bob: InstanceType<Sdk["PeerChannel"]>;
    raw: RTCDataChannel;
    connections: RTCPeerConnection[];
  }>;
}

/** Runs in the page. */
function offerConnectTwo(): void {
  globalThis.connectTwo = async (options) => {
    const path = "/module.mjs";
    const { PeerChannel, openDataChannel }: Sdk = await import(path);
    const connections = [new RTCPeerConnection(), new RTCPeerConnection()];
    const [first, second] = connections;
    if (!first || !second) throw new Error("There are not two");
    first.onicecandidate = ({ candidate }) =>
      void second.addIceCandidate(candidate ?? undefined);
    second.onicecandidate = ({ candidate }) =>
      void first.addIceCandidate(candidate ?? undefined);

    const raw: RTCDataChannel[] = [];
    const end = (connection: RTCPeerConnection) =>
      new Promise<InstanceType<Sdk["PeerChannel"]>>((resolve) => {
        const channel = new PeerChannel(
          openDataChannel({
            createDataChannel(label, init) {
              const channel = connection.createDataChannel(label, init);
              raw.push(channel);
              return channel;
            },
          }),
          {
            onMessage() {},
            ...options,
            onOpen: () => resolve(channel),
          },
        );
      });
    const ends = Promise.all([end(first), end(second)]);
    await first.setLocalDescription();
    await second.setRemoteDescription(
      first.localDescription ?? { type: "offer" },
    );
    await second.setLocalDescription();
    await first.setRemoteDescription(
      second.localDescription ?? { type: "answer" },
    );
    const [ada, bob] = await ends;
    if (!raw[0]) throw new Error("There is no channel");
    return { ada, bob, raw: raw[0], connections };
  };
}

/** Bytes of the large file. */
const SIZE = 50_000_000;

browserTest(
  "50 MB go from one peer to another as they are, in a short buffer, and messages pass them",
  async () => {
    await using modules = await ModulePage.serve("lib/sdk/channel.ts");
    await using chromium = await openBrowser();
    const page = await modules.open(chromium);
    await page.evaluate(offerConnectTwo);
    const result = await page.evaluate(async (size) => {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) {
        crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      }
      const hash = async (bytes: ArrayBuffer) =>
        new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join(" ");

      /** Bytes of the file that had come when a message was sent, and when it came. */
      const passed: [sent: number, came: number][] = [];
      let written = 0;
      let received: Promise<Blob> | undefined;
      const { ada, raw } = await globalThis.connectTwo({
        onMessage: (sent) => passed.push([Number(sent), written]),
        onFile: (file) => {
          received = file.blob({ onProgress: (bytes) => written = bytes });
        },
      });
      let mostBuffered = 0;
      const send = raw.send.bind(raw);
      Object.assign(raw, {
        send(data: Uint8Array<ArrayBuffer>) {
          send(data);
          mostBuffered = Math.max(mostBuffered, raw.bufferedAmount);
        },
      });
      await ada.sendFile(new File([bytes], "large", { type: "image/png" }), {
        onProgress: (bytes) => bytes < size && ada.send(written),
      });
      const blob = await received;
      return {
        size: blob?.size,
        type: blob?.type,
        isSame: blob &&
          await hash(await blob.arrayBuffer()) === await hash(bytes.buffer),
        mostBuffered,
        messages: passed.length,
        latest: Math.max(...passed.map(([sent, came]) => came - sent)),
      };
    }, SIZE);
    const { chunkBytes, bufferedBytes } = CHANNEL_LIMITS;
    deepEqual([result.size, result.type, result.isSame], [
      SIZE,
      "image/png",
      true,
    ]);
    ok(result.mostBuffered <= bufferedBytes + chunkBytes + 5);
    ok(result.messages > 100, `${result.messages} messages`);
    // What may go before a message: the buffer, and what the transport has already.
    ok(result.latest < 1_000_000, `${result.latest} bytes before a message`);
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "a file fails at both ends when the connection ends in the middle",
  async () => {
    await using modules = await ModulePage.serve("lib/sdk/channel.ts");
    await using chromium = await openBrowser();
    const page = await modules.open(chromium);
    await page.evaluate(offerConnectTwo);
    const outcomes = await page.evaluate(async () => {
      let received: Promise<unknown> | undefined;
      const { ada, connections } = await globalThis.connectTwo({
        onFile: (file) => {
          received = file.blob().catch(({ code }) => code);
        },
      });
      let isEnding = false;
      const sent = ada.sendFile(new Blob([new Uint8Array(20_000_000)]), {
        onProgress(bytes) {
          if (bytes < 5_000_000 || isEnding) return;
          isEnding = true;
          // As whoever closes a connection does; the other end hears it of the platform.
          ada.close();
          connections[0]?.close();
        },
      }).catch(({ code }) => code);
      return [await sent, await received];
    });
    deepEqual(outcomes, ["closed", "closed"]);
    equal(chromium.complaints.length, 0);
  },
);
