/**
 * Single keys that do something in a call. They can be turned off, as WCAG 2.2 wants it (2.1.4).
 *
 * @module
 */

import type { Word } from "../words/words.ts";

/** What a key does. */
export type ShortcutName =
  | "microphone"
  | "camera"
  | "chat"
  | "people"
  | "hand"
  | "leave"
  | "list";

/** A key, and what it does. */
export interface Shortcut {
  /** What it does. */
  readonly name: ShortcutName;
  /** The key, as it is written on it. */
  readonly key: string;
  /** Whether Shift is held: what cannot be undone is not done by a slip. */
  readonly shift: boolean;
  /** What it does, in words. */
  readonly word: Word;
}

/** All of them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { name: "microphone", key: "M", shift: false, word: "shortcuts.microphone" },
  { name: "camera", key: "V", shift: false, word: "shortcuts.camera" },
  { name: "chat", key: "C", shift: false, word: "shortcuts.chat" },
  { name: "people", key: "P", shift: false, word: "shortcuts.people" },
  { name: "hand", key: "H", shift: false, word: "shortcuts.hand" },
  { name: "leave", key: "L", shift: true, word: "shortcuts.leave" },
  { name: "list", key: "?", shift: false, word: "shortcuts.list" },
];

/** The part of a `KeyboardEvent` that is used. */
export type Pressed =
  & Pick<
    KeyboardEvent,
    | "key"
    | "code"
    | "shiftKey"
    | "ctrlKey"
    | "altKey"
    | "metaKey"
    | "repeat"
    | "isComposing"
  >
  & { readonly target: unknown };

/** What is typed into, or chosen from by letters. */
const FIELDS = "input, textarea, select, [contenteditable], [role=menu] *";

/** What a key means; `undefined` if it is not meant for the page. */
export function shortcutOf(event: Pressed): ShortcutName | undefined {
  const { target, shiftKey } = event;
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  if (event.repeat || event.isComposing) return undefined;
  if (isField(target)) return undefined;
  const key = letterOf(event);
  return SHORTCUTS.find((one) =>
    // On many keyboards the question mark is on a key that wants Shift.
    one.key === key && (key === "?" || one.shift === shiftKey)
  )?.name;
}

/** A shortcut as `aria-keyshortcuts` has it. */
export function ariaShortcut(name: ShortcutName): string {
  const found = SHORTCUTS.find((one) => one.name === name);
  return found ? (found.shift ? "Shift+" : "") + found.key : "";
}

/** The letter on a key, where a keyboard of another script has its own one there. */
function letterOf({ key, code }: Pressed): string {
  const letter = key.toUpperCase();
  return /^[A-Z?]$/.test(letter)
    ? letter
    : /^Key([A-Z])$/.exec(code)?.[1] ?? "";
}

function isField(target: unknown): boolean {
  return typeof Element !== "undefined" && target instanceof Element &&
    target.matches(FIELDS);
}
