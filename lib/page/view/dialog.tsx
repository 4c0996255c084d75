/**
 * A window on top of the page, which keeps the focus and gives it back: the platform's own.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { CloseButton } from "./close_button.tsx";

/** What {@linkcode Dialog} is given. */
export interface DialogProps {
  /** What it is about. */
  title: string;
  /** The person has closed it. */
  onClose(): void;
  /** What is in it. */
  children: ComponentChildren;
}

/** A window that is open for as long as it is rendered. */
export function Dialog({ title, onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    // The platform gives the focus back only from a dialog that is closed, not from one that is gone.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // A click beside it is one on the dialog itself: its content covers the rest.
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class="dialog-content">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <CloseButton onClose={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
