/**
 * What the host may do to somebody.
 *
 * @module
 */

import type { Call } from "../call.ts";
import type { Member } from "../member.ts";
import { say } from "../words/words.ts";
import type { MenuItem } from "./menu.tsx";

/**
 * What this person may do to `member`: nothing, unless they are host.
 *
 * @param onRemove Asks whether that one is to be removed.
 */
export function hostItems(
  call: Call,
  member: Member,
  onRemove: () => void,
): MenuItem[] {
  if (!call.isHost.value) return [];
  const { id } = member;
  return [
    {
      label: say("people.mute"),
      icon: "microphone-off",
      onChoose: () => call.rule((room) => room.askToMute(id, "audio")),
    },
    {
      label: say("people.hide"),
      icon: "camera-off",
      onChoose: () => call.rule((room) => room.askToMute(id, "video")),
    },
    {
      label: say("people.hand-over"),
      icon: "crown",
      onChoose: () => call.rule((room) => room.handOver(id)),
    },
    {
      label: say("people.remove"),
      icon: "close",
      isDangerous: true,
      onChoose: onRemove,
    },
  ];
}
