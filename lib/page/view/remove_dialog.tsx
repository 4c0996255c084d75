/**
 * Whether somebody is really to be removed.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Call } from "../call.ts";
import type { Member } from "../member.ts";
import { say } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

/** What {@linkcode RemoveDialog} is given. */
export interface RemoveDialogProps {
  /** The call. */
  call: Call;
  /** Who is to be removed. */
  member: Member;
  /** The person has decided. */
  onClose(): void;
}

/** The question, and both answers. */
export function RemoveDialog(
  { call, member, onClose }: RemoveDialogProps,
): JSX.Element {
  const { name } = member.facts.value;
  return (
    <Dialog title={say("people.remove-title", { name })} onClose={onClose}>
      <p>{say("people.remove-text")}</p>
      <div class="ways">
        <button
          type="button"
          class="dangerous"
          onClick={() => {
            call.rule((room) => room.kick(member.id));
            onClose();
          }}
        >
          {say("people.remove")}
        </button>
        <button type="button" onClick={onClose}>{say("people.cancel")}</button>
      </div>
    </Dialog>
  );
}
