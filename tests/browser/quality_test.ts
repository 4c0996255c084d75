import { deepEqual, equal, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Diagnosis } from "../../lib/sdk/diagnose.ts";
import { browserTest, openBrowser } from "../support/browser.ts";
import { ModulePage } from "../support/module_page.ts";

type Sdk =
  & typeof import("../../lib/sdk/diagnose.ts")
  & typeof import("../../lib/sdk/quality.ts");

declare global {
  /** A connection, after 20 seconds of which nothing is known. */
  var attempt: (plan: Plan) => Promise<Diagnosis>;
}

/** What goes wrong between two peers. */
interface Plan {
  servers?: RTCIceServer[];
  /** Whether nothing comes back from the other peer. */
  isSilent?: boolean;
  /** Whether the other peer's candidates are lost. */
  hasNoCandidates?: boolean;
  /** Whether the keys are not those that were announced. */
  isForged?: boolean;
  /** Whether all goes well. */
  isFine?: boolean;
}

/** Runs in the page. */
function offerAttempt(): void {
  globalThis.attempt = async (plan) => {
    const path = "/module.mjs";
    const { ConnectionHistory, diagnose }: Sdk = await import(path);
    let now = 0;
    const clock = { now: () => now, after: () => () => {} };
    const ada = new RTCPeerConnection({ iceServers: plan.servers ?? [] });
    const bob = new RTCPeerConnection();
    const history = new ConnectionHistory(ada, clock);
    ada.createDataChannel("", { negotiated: true, id: 0 });
    bob.createDataChannel("", { negotiated: true, id: 0 });

    const gathered = new Promise<void>((resolve) => {
      ada.onicegatheringstatechange = () =>
        ada.iceGatheringState === "complete" && resolve();
    });
    ada.onicecandidate = ({ candidate }) => {
      if (plan.isFine || plan.isForged) {
        bob.addIceCandidate(candidate ?? undefined);
      }
    };
    const over = new Promise<void>((resolve) => {
      ada.onconnectionstatechange = () =>
        ["connected", "failed"].includes(ada.connectionState) && resolve();
    });
    await ada.setLocalDescription();
    const offer = ada.localDescription?.sdp ?? "";
    if (!plan.isSilent) {
      await bob.setRemoteDescription({ type: "offer", sdp: offer });
      await bob.setLocalDescription();
      const answer = bob.localDescription?.sdp ?? "";
      const sdp = plan.isForged
        ? answer.replace(
          /(a=fingerprint:sha-256 )\S+/g,
          (_, head) => head + Array(32).fill("AB").join(":"),
        )
        : answer;
      await ada.setRemoteDescription({ type: "answer", sdp });
      if (plan.isFine || plan.isForged) {
        bob.onicecandidate = ({ candidate }) =>
          void ada.addIceCandidate(candidate ?? undefined);
        await over;
      } else if (!plan.hasNoCandidates) {
        // An address that nobody has (RFC 5737).
        await ada.addIceCandidate({
          candidate: "candidate:1 1 udp 2113937151 192.0.2.1 9 typ host",
          sdpMid: "0",
        });
      }
    }
    await gathered;
    now = 20_000;
    const evidence = history.evidence({ isSignaling: true, isPeerAway: false });
    ada.close();
    bob.close();
    return diagnose(evidence);
  };
}

async function inPage(work: (page: Page) => Promise<void>): Promise<void> {
  await using modules = await ModulePage.serve("tests/browser/quality.ts");
  await using chromium = await openBrowser();
  const page = await modules.open(chromium);
  await page.evaluate(offerAttempt);
  await work(page);
  deepEqual(chromium.complaints, []);
}

/** A port of this machine's where nobody is. */
const NOBODY = "127.0.0.1:9";

const PLANS: [cause: string, plan: Plan][] = [
  ["connected", { isFine: true }],
  ["dtls-failed", { isForged: true }],
  ["no-remote-answer", { isSilent: true }],
  ["no-remote-candidates", { hasNoCandidates: true }],
  ["no-relay-candidate", {}],
  ["turn-unreachable", {
    servers: [{
      urls: `turn:${NOBODY}?transport=tcp`,
      username: "a",
      credential: "b",
    }],
  }],
];

for (const [cause, plan] of PLANS) {
  browserTest(
    `diagnose() names what was planted in Chromium: ${cause}`,
    () =>
      inPage(async (page) => {
        const diagnosis = await page.evaluate(
          (plan) => globalThis.attempt(plan),
          plan,
        );
        equal(diagnosis.cause, cause, JSON.stringify(diagnosis));
      }),
  );
}

browserTest(
  "a call within a machine is excellent in Chromium, and says by what way",
  () =>
    inPage(async (page) => {
      const { first, later } = await page.evaluate(async () => {
        const path = "/module.mjs";
        const { QualityMeter }: Sdk = await import(path);
        const [ada, bob] = [new RTCPeerConnection(), new RTCPeerConnection()];
        ada.onicecandidate = ({ candidate }) =>
          void bob.addIceCandidate(candidate ?? undefined);
        bob.onicecandidate = ({ candidate }) =>
          void ada.addIceCandidate(candidate ?? undefined);
        const stream = await navigator.mediaDevices
          .getUserMedia({ audio: true, video: true });
        for (const end of [ada, bob]) {
          for (const track of stream.getTracks()) end.addTrack(track, stream);
        }
        await ada.setLocalDescription();
        await bob.setRemoteDescription(
          ada.localDescription ?? { type: "offer" },
        );
        await bob.setLocalDescription();
        await ada.setRemoteDescription(
          bob.localDescription ?? { type: "answer" },
        );

        const meter = new QualityMeter();
        const read = async () =>
          meter.read(await ada.getStats(), ada.connectionState);
        const first = await read();
        const deadline = performance.now() + 15_000;
        let later = first;
        // Until all that there is to know is known.
        while (
          performance.now() < deadline &&
          !(later.framesIn && later.framesOut &&
            later.roundTripMs !== undefined)
        ) {
          await new Promise((next) => requestAnimationFrame(next));
          later = await read();
        }
        return { first, later };
      });
      equal(first.verdict, "lost");
      ok(later.verdict === "excellent" || later.verdict === "good");
      ok(later.framesIn, "frames come");
      ok(later.framesOut, "frames go");
      ok(later.receivedBps, "bits come");
      ok((later.roundTripMs ?? 1_000) < 400);
      equal(later.path?.protocol, "udp");
      ok(["host", "prflx"].includes(later.path?.remote ?? ""));
      equal(later.isHeard, true);
    }),
);
