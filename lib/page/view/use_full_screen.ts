/**
 * What fills the screen, and the way back: not every device has a key for that.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Notices } from "../notices.ts";
import { say } from "../words/words.ts";
import type { MenuItem } from "./menu.tsx";

/** What makes an element fill the screen, or ends that; nothing where the browser cannot do it. */
export function useFullScreen(
  element: RefObject<Element | null>,
  notices: Notices,
): readonly MenuItem[] {
  const isFilled = () =>
    document.fullscreenElement !== null &&
    document.fullscreenElement === element.current;
  const isOn = useSignal(isFilled());
  useEffect(() => {
    const look = () => isOn.value = isFilled();
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  if (!document.fullscreenEnabled) return [];
  return [{
    label: say(
      isOn.value ? "control.leave-full-screen" : "control.full-screen",
    ),
    icon: "full-screen",
    async onChoose() {
      try {
        if (isFilled()) await document.exitFullscreen();
        else await element.current?.requestFullscreen();
      } catch {
        notices.tell("notice.in-vain", { code: "full-screen-refused" });
      }
    },
  }];
}
