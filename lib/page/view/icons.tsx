/**
 * The pictures on the buttons. They say nothing that the buttons' names do not.
 *
 * @module
 */

import type { JSX } from "preact";

/** Lines on a field of 24 by 24. */
const PATHS = {
  back: "M15 5l-7 7 7 7",
  camera: "M4 6h10v12H4zM14 10.5l6-3.5v10l-6-3.5",
  "camera-off": "M8 6h6v6m0 3v3H4V6M14 10.5l6-3.5v10M3 3l18 18",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  crown: "M4 18h16M4 15l-1-8 5 4 4-6 4 6 5-4-1 8z",
  dice: "M5 5h14v14H5zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  "full-screen": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  globe:
    "M12 3a9 9 0 010 18 9 9 0 010-18zM3.5 9h17M3.5 15h17M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
  hand:
    "M8 12V6.5a1.5 1.5 0 013 0V11m0-5.5V5a1.5 1.5 0 013 0v6m0-4.5a1.5 1.5 0 013 0V14c0 4-2 7-5.5 7S7 19 5.5 15.5L4.3 13a1.5 1.5 0 012.6-1.4L8 13.5",
  keyboard:
    "M3 7h18v10H3zM7 10.5h.01M11 10.5h.01M15 10.5h.01M17.5 13.5h.01M6.5 13.5h.01M9 14h6",
  leave:
    "M12 8.5c-3.4 0-6.3.9-8.4 2.6-.7.5-.9 1.3-.6 2l.8 2c.3.8 1.1 1.1 1.9.9l2-.7c.7-.2 1.1-.8 1.1-1.5V12.5c2.1-.5 4.3-.5 6.4 0v1.3c0 .7.4 1.3 1.1 1.5l2 .7c.8.2 1.6-.1 1.9-.9l.8-2c.3-.7.1-1.5-.6-2-2.1-1.7-5-2.6-8.4-2.6z",
  link: "M10 14l4-4M11 7l2-2a4 4 0 016 6l-2 2M13 17l-2 2a4 4 0 01-6-6l2-2",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 016 0v3",
  microphone:
    "M12 4a3 3 0 013 3v4a3 3 0 01-6 0V7a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v3",
  "microphone-off":
    "M9 9v2a3 3 0 005 2.2M15 10.5V7a3 3 0 00-5.6-1.5M6 11a6 6 0 009.5 4.9M18 11v1M12 17v3M3 3l18 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  people:
    "M9 5a3 3 0 010 6 3 3 0 010-6zM3 19c.8-6.5 11.2-6.5 12 0M15.5 5.5a3 3 0 010 5.2M17 13.6c2.2.5 3.7 2.3 4 5.4",
  person: "M12 5a3.5 3.5 0 010 7 3.5 3.5 0 010-7zM5 19.5c1-6 13-6 14 0",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
  "picture-in-picture": "M4 5h16v14H4zM12 12h6v5h-6z",
  screen: "M3 5h18v11H3zM9 20h6M12 16v4M12 13V8m-2.5 2.5L12 8l2.5 2.5",
  send: "M4 12l16-7-5 15-3.5-6.5z",
  settings:
    "M12 9a3 3 0 010 6 3 3 0 010-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1",
  smile:
    "M12 3a9 9 0 010 18 9 9 0 010-18zM9 10h.01M15 10h.01M8 14.5c2 2.5 6 2.5 8 0",
  speaker: "M4 10v4h3l5 4V6l-5 4zM15.5 9a4 4 0 010 6M18 6.5a8 8 0 010 11",
  star: "M12 4l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L4 9.8l5.6-.6z",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
} as const;

/** What an icon shows. */
export type IconName = keyof typeof PATHS;

/** What {@linkcode Icon} is given. */
export interface IconProps {
  /** What it shows. */
  name: IconName;
}

/** One icon, in the color of the text around it. */
export function Icon({ name }: IconProps): JSX.Element {
  return (
    <svg
      class={`icon icon-${name}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
