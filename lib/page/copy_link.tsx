/**
 * The way to bring someone else into the room.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { systemClock } from "../client/mod.ts";
import { Icon } from "./icons.tsx";

/** How long the button says that it has done its work, in milliseconds. */
const COPIED_MS = 3_000;

/** What {@linkcode CopyLink} is given. */
export interface CopyLinkProps {
  /** The room's address. */
  link: string;
}

/** The room's address, and a button that copies it. */
export function CopyLink({ link }: CopyLinkProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);

  useEffect(() => {
    if (!copied.value) return;
    return systemClock.after(COPIED_MS, () => copied.value = false);
  }, [copied.value]);

  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      copied.value = true;
    } catch {
      // Insecure pages have no clipboard; the address is selected, to be copied by hand.
    }
  };

  return (
    <div class="copy-link">
      <input
        ref={field}
        readOnly
        value={link}
        aria-label="Link to this room"
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" aria-label="Copy link" onClick={copy}>
        <Icon name="link" />
        <span aria-live="polite">{copied.value ? "Copied" : "Copy link"}</span>
      </button>
    </div>
  );
}
