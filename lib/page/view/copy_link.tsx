/**
 * The way to bring someone else into the room.
 *
 * @module
 */

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { say } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { useCopy } from "./use_copy.ts";

/** What {@linkcode CopyLink} is given. */
export interface CopyLinkProps {
  /** The room's address. */
  link: string;
}

/** The room's address, a button that copies it, and one that shares it where the system can. */
export function CopyLink({ link }: CopyLinkProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const { state, copy } = useCopy();
  return (
    <div class="copy-link">
      <input
        ref={field}
        readOnly
        dir="ltr"
        value={link}
        aria-label={say("invite.link")}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button
        type="button"
        class="primary"
        onClick={() => {
          // Without a clipboard it is there to be copied by hand.
          field.current?.select();
          copy(link);
        }}
      >
        <Icon name="link" />
        <span aria-live="polite">
          {say(state.value === "copied" ? "invite.copied" : "invite.copy")}
        </span>
      </button>
      {"share" in navigator && (
        <button
          type="button"
          // Whoever closes the system's sheet has changed their mind.
          onClick={() => navigator.share({ url: link }).catch(() => {})}
        >
          {say("invite.share")}
        </button>
      )}
    </div>
  );
}
