/**
 * The pictures on the buttons. They say nothing that the buttons' names do not.
 *
 * @module
 */

import type { JSX } from "preact";

/** What an icon shows. */
export type IconName =
  | "camera"
  | "camera-off"
  | "leave"
  | "link"
  | "microphone"
  | "microphone-off"
  | "person";

const PATHS: Readonly<Record<IconName, string>> = {
  camera: "M4 6h10v12H4zM14 10.5l6-3.5v10l-6-3.5",
  "camera-off": "M8 6h6v6m0 3v3H4V6M14 10.5l6-3.5v10M3 3l18 18",
  leave:
    "M12 8.5c-3.4 0-6.3.9-8.4 2.6-.7.5-.9 1.3-.6 2l.8 2c.3.8 1.1 1.1 1.9.9l2-.7c.7-.2 1.1-.8 1.1-1.5V12.5c2.1-.5 4.3-.5 6.4 0v1.3c0 .7.4 1.3 1.1 1.5l2 .7c.8.2 1.6-.1 1.9-.9l.8-2c.3-.7.1-1.5-.6-2-2.1-1.7-5-2.6-8.4-2.6z",
  link: "M10 14l4-4M11 7l2-2a4 4 0 016 6l-2 2M13 17l-2 2a4 4 0 01-6-6l2-2",
  microphone:
    "M12 4a3 3 0 013 3v4a3 3 0 01-6 0V7a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v3",
  "microphone-off":
    "M9 9v2a3 3 0 005 2.2M15 10.5V7a3 3 0 00-5.6-1.5M6 11a6 6 0 009.5 4.9M18 11v1M12 17v3M3 3l18 18",
  person: "M12 5a3.5 3.5 0 010 7 3.5 3.5 0 010-7zM5 19.5c1-6 13-6 14 0",
};

/** What {@linkcode Icon} is given. */
export interface IconProps {
  /** What it shows. */
  name: IconName;
}

/** One icon, in the color of the text around it. */
export function Icon({ name }: IconProps): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
