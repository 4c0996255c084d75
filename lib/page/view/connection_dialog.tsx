/**
 * The figures behind the bars, and if there is no connection, why, and what to try.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Cause, Quality } from "/parley/parley.mjs";
import type { App } from "../app.ts";
import type { Member } from "../member.ts";
import { say, sayNumber, type Word } from "../words/words.ts";
import { CopyReport } from "./copy_report.tsx";
import { Dialog } from "./dialog.tsx";

/** Causes of which there is something to say. */
type Trouble = Exclude<Cause, "connected" | "connecting">;

/** What to try. */
const ADVICE: Readonly<Record<Trouble, Word>> = {
  closed: "advice.closed",
  "signaling-lost": "advice.signaling-lost",
  "peer-away": "advice.peer-away",
  "path-lost": "advice.path-lost",
  "no-remote-answer": "advice.no-remote-answer",
  "no-remote-candidates": "advice.no-remote-candidates",
  "no-candidates": "advice.no-candidates",
  "turn-refused": "advice.server",
  "turn-unreachable": "advice.server",
  "udp-blocked": "advice.network",
  "only-mdns": "advice.server",
  "no-relay-candidate": "advice.server",
  "no-path": "advice.network",
  "dtls-failed": "advice.network",
};

/** What {@linkcode ConnectionDialog} is given. */
export interface ConnectionDialogProps {
  /** For the report. */
  app: App;
  /** With whom the connection is. */
  member: Member;
  /** The person has closed it. */
  onClose(): void;
}

/** How the connection with somebody does. */
export function ConnectionDialog(
  { app, member, onClose }: ConnectionDialogProps,
): JSX.Element {
  const { name } = member.facts.value;
  const quality = member.quality.value;
  const cause = member.diagnosis.value?.cause;
  return (
    <Dialog title={say("quality.title", { name })} onClose={onClose}>
      {cause && cause !== "connected" && cause !== "connecting" && (
        <div class="diagnosis">
          <p>{say(`cause.${cause}`, { name })}</p>
          <p>{say(ADVICE[cause])}</p>
          <p class="code">{say("app.code", { code: cause })}</p>
        </div>
      )}
      <dl class="figures">
        {figuresOf(quality).map(([word, figure]) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd>{figure ?? say("quality.nothing")}</dd>
          </div>
        ))}
      </dl>
      <CopyReport app={app} />
    </Dialog>
  );
}

function figuresOf(
  quality: Quality | undefined,
): readonly (readonly [Word, string | undefined])[] {
  const ms = (value: number | undefined) =>
    value === undefined ? undefined : sayNumber(value, {
      style: "unit",
      unit: "millisecond",
      maximumFractionDigits: 0,
    });
  const share = (value: number | undefined) =>
    value === undefined
      ? undefined
      : sayNumber(value, { style: "percent", maximumFractionDigits: 1 });
  const rate = (bps: number | undefined) =>
    bps === undefined ? undefined : sayNumber(bps / 1_000, {
      style: "unit",
      unit: "kilobit-per-second",
      maximumFractionDigits: 0,
    });
  const path = quality?.path;
  return [
    ["quality.verdict", say(`quality.${quality?.verdict ?? "unknown"}`)],
    ["quality.round-trip", ms(quality?.roundTripMs)],
    ["quality.jitter", ms(quality?.jitterMs)],
    ["quality.loss-in", share(quality?.lossIn)],
    ["quality.loss-out", share(quality?.lossOut)],
    ["quality.received", rate(quality?.receivedBps)],
    ["quality.sent", rate(quality?.sentBps)],
    [
      "quality.frames",
      quality?.framesIn === undefined ? undefined : sayNumber(quality.framesIn),
    ],
    [
      "quality.path",
      path && `${path.local} – ${path.remote}, ${path.protocol.toUpperCase()}`,
    ],
  ];
}
