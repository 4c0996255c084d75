/**
 * A button that opens a short list of things to do: by the arrow keys as well, as people of all systems
 * know it (WAI-ARIA Authoring Practices, "Menu Button").
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon, type IconName } from "./icons.tsx";

/** One thing to do. */
export interface MenuItem {
  /** What it is called. */
  readonly label: string;
  /** Its picture, if it has one. */
  readonly icon?: IconName;
  /** Whether it ends something. */
  readonly isDangerous?: boolean;
  /** Does it. */
  onChoose(): void;
}

/** What {@linkcode Menu} is given. */
export interface MenuProps {
  /** What the button is called. */
  label: string;
  /** How the button looks. */
  class?: string;
  /** What is on the button. */
  children: ComponentChildren;
  /** What there is to do. */
  items: readonly MenuItem[];
  /** Whether the items stand in a row: pictures rather than words. */
  isRow?: boolean;
}

/** A menu and its button. */
export function Menu(
  { label, class: look, children, items, isRow }: MenuProps,
): JSX.Element {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  const itemsOf = () => [
    ...root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [],
  ];
  const close = () => {
    isOpen.value = false;
    button.current?.focus();
  };

  useLayoutEffect(() => {
    if (!list.current || !button.current) return;
    place(list.current, button.current);
    itemsOf()[0]?.focus();
  }, [isOpen.value]);

  useEffect(() => {
    if (!isOpen.value) return;
    // A click elsewhere closes it, and does what it does.
    const away = (event: Event) => {
      const { target } = event;
      if (target instanceof Node && !root.current?.contains(target)) {
        isOpen.value = false;
      }
    };
    const again = () => {
      if (list.current && button.current) place(list.current, button.current);
    };
    // What is in it may change with the window, too.
    const observer = new ResizeObserver(again);
    if (list.current) observer.observe(list.current);
    document.addEventListener("pointerdown", away);
    addEventListener("resize", again);
    return () => {
      observer.disconnect();
      document.removeEventListener("pointerdown", away);
      removeEventListener("resize", again);
    };
  }, [isOpen.value]);

  const move = (event: KeyboardEvent) => {
    const all = itemsOf();
    const at = all.findIndex((item) => item === document.activeElement);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: -1,
    };
    const next = steps[event.key];
    if (next !== undefined) all.at(next % all.length)?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") isOpen.value = false;
    else return;
    // The keys of the page are not meant.
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  };

  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class={look}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        aria-controls={isOpen.value ? id : undefined}
        onClick={() => isOpen.value = !isOpen.value}
      >
        {children}
      </button>
      {isOpen.value && (
        <div
          ref={list}
          id={id}
          class={isRow ? "menu-items menu-row" : "menu-items"}
          role="menu"
          aria-label={label}
          onKeyDown={move}
        >
          {items.map(({ label, icon, isDangerous, onChoose }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={isDangerous ? "dangerous" : undefined}
              onClick={() => {
                close();
                onChoose();
              }}
            >
              {icon && <Icon name={icon} />}
              <span>{label}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** What is left free at the edges of the window, in pixels. */
const EDGE = 8;

/** Puts a list above its button, or below it, where the window has room: tiles cut off what is in them. */
function place(list: HTMLElement, button: HTMLElement): void {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const isRightToLeft = getComputedStyle(button).direction === "rtl";
  const x = isRightToLeft ? left : right - width;
  const above = top - height - EDGE;
  const y = above >= EDGE ? above : bottom + EDGE;
  const within = (at: number, most: number) =>
    `${Math.max(EDGE, Math.min(at, most - EDGE))}px`;
  list.style.left = within(x, innerWidth - width);
  list.style.top = within(y, innerHeight - height);
}
