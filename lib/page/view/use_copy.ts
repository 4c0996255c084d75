/**
 * What is copied, and that it was.
 *
 * @module
 */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clock } from "../clock.ts";

/** How long a button says that it has done its work, in milliseconds. */
const COPIED_MS = 3_000;

/** What became of copying: nothing yet, it is in the clipboard, or there is no clipboard. */
export type CopyState = "idle" | "copied" | "refused";

/** A way to copy text, and what became of it. Pages that are not secure have no clipboard. */
export function useCopy(): {
  readonly state: ReadonlySignal<CopyState>;
  copy(text: string): Promise<void>;
} {
  const state = useSignal<CopyState>("idle");
  useEffect(() => {
    if (state.value !== "copied") return;
    return clock.after(COPIED_MS, () => state.value = "idle");
  }, [state.value]);
  return {
    state,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        state.value = "copied";
      } catch {
        state.value = "refused";
      }
    },
  };
}
