/**
 * What a host can do with somebody who waits.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Knock } from "/parley/parley.mjs";
import type { Call } from "../call.ts";
import { say } from "../words/words.ts";

/** What {@linkcode KnockButtons} is given. */
export interface KnockButtonsProps {
  /** The call. */
  call: Call;
  /** Who waits. */
  knock: Knock;
}

/** Lets somebody in, or sends them away. */
export function KnockButtons({ call, knock }: KnockButtonsProps): JSX.Element {
  const { id, name } = knock;
  return (
    <>
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
    </>
  );
}
