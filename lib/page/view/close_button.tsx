/**
 * Takes away what is beside the call, or on top of it.
 *
 * @module
 */

import type { JSX } from "preact";
import { say } from "../words/words.ts";
import { Icon } from "./icons.tsx";

/** A cross in the corner. */
export function CloseButton({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <button
      type="button"
      class="plain"
      aria-label={say("app.close")}
      onClick={onClose}
    >
      <Icon name="close" />
    </button>
  );
}
