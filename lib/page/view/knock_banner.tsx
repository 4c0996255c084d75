/**
 * Somebody waits to be let in: the host need not open a list to see it.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Call } from "../call.ts";
import { say } from "../words/words.ts";

/** What {@linkcode KnockBanner} is given. */
export interface KnockBannerProps {
  /** The call. */
  call: Call;
}

/** Who has waited for longest. */
export function KnockBanner({ call }: KnockBannerProps): JSX.Element | null {
  const [knock] = call.lobby.value;
  if (!knock) return null;
  const { id, name } = knock;
  return (
    <div class="banner knock">
      <span>{say("notice.knock", { name })}</span>
      <button
        type="button"
        class="small primary"
        aria-label={say("people.admit-name", { name })}
        onClick={() => call.rule((room) => room.admit(id))}
      >
        {say("people.admit")}
      </button>
      <button
        type="button"
        class="small"
        aria-label={say("people.deny-name", { name })}
        onClick={() => call.rule((room) => room.deny(id))}
      >
        {say("people.deny")}
      </button>
    </div>
  );
}
