/**
 * The keys that do something.
 *
 * @module
 */

import type { JSX } from "preact";
import { say } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";
import { SHORTCUTS } from "./shortcuts.ts";

/** What {@linkcode ShortcutsDialog} is given. */
export interface ShortcutsDialogProps {
  /** The person has closed it. */
  onClose(): void;
}

/** A list of them. */
export function ShortcutsDialog(
  { onClose }: ShortcutsDialogProps,
): JSX.Element {
  return (
    <Dialog title={say("shortcuts.title")} onClose={onClose}>
      <p class="soft">{say("shortcuts.text")}</p>
      <dl class="figures">
        {SHORTCUTS.map(({ name, key, shift, word }) => (
          <div key={name}>
            <dt>{say(word)}</dt>
            <dd dir="ltr">
              {shift && (
                <>
                  <kbd>{say("shortcuts.shift")}</kbd>
                  {" + "}
                </>
              )}
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
