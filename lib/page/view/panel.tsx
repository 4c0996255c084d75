/**
 * Something beside the tiles, or in a small window over them.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { CloseButton } from "./close_button.tsx";

/** What {@linkcode Panel} is given. */
export interface PanelProps {
  /** What it is about. */
  title: string;
  /** The person has closed it. */
  onClose(): void;
  /** What is in it. */
  children: ComponentChildren;
}

/** A panel, which has the focus when it comes, and gives it back when it goes. */
export function Panel({ title, onClose, children }: PanelProps): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const field = panel.current?.querySelector<HTMLElement>("textarea") ??
      panel.current?.querySelector<HTMLElement>("h2");
    field?.focus();
    return () => {
      // Whoever has gone elsewhere in the meantime stays there.
      const isHere = document.activeElement === document.body ||
        panel.current?.contains(document.activeElement);
      if (isHere && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      ref={panel}
      class="panel"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing) onClose();
      }}
    >
      <header class="panel-head">
        <h2 id={id} tabIndex={-1}>{title}</h2>
        <CloseButton onClose={onClose} />
      </header>
      {children}
    </aside>
  );
}
