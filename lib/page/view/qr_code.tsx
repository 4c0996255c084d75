/**
 * A link that a telephone's camera can read.
 *
 * @module
 */

import type { JSX } from "preact";
import { encode } from "uqr";

/** Modules that are left free around it, as ISO/IEC 18004 wants it. */
const QUIET = 4;

/** What {@linkcode QrCode} is given. */
export interface QrCodeProps {
  /** What is in it. */
  text: string;
  /** Its name for those who cannot see it. */
  label: string;
}

/** The code: dark on light in all color schemes, since not every reader knows the reverse. */
export function QrCode({ text, label }: QrCodeProps): JSX.Element {
  const { data, size } = encode(text, { border: QUIET });
  const path = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? `M${x} ${y}h1v1h-1z` : [])
  ).join("");
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
