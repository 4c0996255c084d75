import { deepEqual, equal } from "node:assert/strict";
import {
  ariaShortcut,
  type Pressed,
  shortcutOf,
  SHORTCUTS,
} from "../../lib/page/view/shortcuts.ts";

/** A key that is pressed. */
function press(key: string, more: Partial<Pressed> = {}): Pressed {
  return {
    key,
    code: `Key${key.toUpperCase()}`,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    repeat: false,
    isComposing: false,
    target: null,
    ...more,
  };
}

Deno.test("each key does what the list says", () => {
  for (const { key, shift, name } of SHORTCUTS) {
    const event = press(shift ? key : key.toLowerCase(), { shiftKey: shift });
    equal(shortcutOf(event), name);
  }
  equal(shortcutOf(press("?", { shiftKey: true })), "list");
});

Deno.test("leaving wants Shift, and the others do not", () => {
  equal(shortcutOf(press("l")), undefined);
  equal(shortcutOf(press("M", { shiftKey: true })), undefined);
});

Deno.test("on a keyboard of another script, the place of a key counts", () => {
  equal(shortcutOf(press("ة", { code: "KeyM" })), "microphone");
  equal(shortcutOf(press("ф", { code: "KeyA" })), undefined);
});

Deno.test("keys that the browser or a word needs are theirs", () => {
  const others: Partial<Pressed>[] = [
    { ctrlKey: true },
    { altKey: true },
    { metaKey: true },
    { repeat: true },
    { isComposing: true },
  ];
  deepEqual(
    others.map((more) => shortcutOf(press("m", more))),
    others.map(() => undefined),
  );
});

Deno.test("a shortcut is announced as it is pressed", () => {
  deepEqual(
    ["microphone", "leave"].map((name) =>
      ariaShortcut(name === "leave" ? "leave" : "microphone")
    ),
    ["M", "Shift+L"],
  );
});
