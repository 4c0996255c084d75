/**
 * How large something on the page is, as it changes.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** A size in pixels. */
export interface Size {
  /** From side to side. */
  readonly width: number;
  /** From top to bottom. */
  readonly height: number;
}

/** The size of an element's inside, from the first layout on. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const size = useSignal<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) size.value = entry.contentRect;
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return size.value;
}
