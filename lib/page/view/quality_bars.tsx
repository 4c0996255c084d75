/**
 * How the connection with somebody fares, in four bars.
 *
 * @module
 */

import type { JSX } from "preact";
import type { QualityVerdict } from "/parley/parley.mjs";
import { say } from "../words/words.ts";

const BARS: Readonly<Record<QualityVerdict, number>> = {
  excellent: 4,
  good: 3,
  poor: 2,
  lost: 1,
};

/** What {@linkcode QualityBars} is given. */
export interface QualityBarsProps {
  /** Whose connection it is. */
  name: string;
  /** How it fares; `undefined` while nobody knows. */
  verdict: QualityVerdict | undefined;
  /** Shows the figures behind the bars. */
  onOpen(): void;
}

/** The bars, on a button that shows the figures. */
export function QualityBars(
  { name, verdict, onOpen }: QualityBarsProps,
): JSX.Element {
  const lit = verdict ? BARS[verdict] : 0;
  const label = say("quality.label", {
    name,
    verdict: say(`quality.${verdict ?? "unknown"}`),
  });
  return (
    <button
      type="button"
      class="tile-button quality"
      data-verdict={verdict}
      aria-label={label}
      title={label}
      onClick={onOpen}
    >
      <svg class="bars" viewBox="0 0 16 16" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            class={bar <= lit ? "lit" : undefined}
            x={bar * 4 - 4}
            y={16 - bar * 4}
            width="3"
            height={bar * 4}
            rx="1"
          />
        ))}
      </svg>
    </button>
  );
}
