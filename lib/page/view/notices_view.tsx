/**
 * What has happened of late: shown for a moment, and read out when there is time.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Notices } from "../notices.ts";
import { say } from "../words/words.ts";

/** What {@linkcode NoticesView} is given. */
export interface NoticesViewProps {
  /** What has happened. */
  notices: Notices;
}

/** The notices. The region is there before anything happens, or nothing of it would be read. */
export function NoticesView({ notices }: NoticesViewProps): JSX.Element {
  return (
    <div class="notices" role="status" aria-live="polite" aria-atomic="false">
      {notices.shown.value.map(({ id, word, values }) => (
        <p key={id}>{say(word, values)}</p>
      ))}
    </div>
  );
}
