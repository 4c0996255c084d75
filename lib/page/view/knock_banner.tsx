/**
 * Somebody waits to be let in: the host need not open a list to see it.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Call } from "../call.ts";
import { say } from "../words/words.ts";
import { KnockButtons } from "./knock_buttons.tsx";

/** What {@linkcode KnockBanner} is given. */
export interface KnockBannerProps {
  /** The call. */
  call: Call;
}

/** Who has waited for longest. */
export function KnockBanner({ call }: KnockBannerProps): JSX.Element | null {
  const [knock] = call.lobby.value;
  if (!knock) return null;
  return (
    <div class="banner knock">
      <span>{say("notice.knock", { name: knock.name })}</span>
      <KnockButtons call={call} knock={knock} />
    </div>
  );
}
