/**
 * The frame of everything that is not a call: one card in the middle.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { say } from "../words/words.ts";
import { CopyReport } from "./copy_report.tsx";
import { Icon, type IconName } from "./icons.tsx";

/** What {@linkcode Screen} is given. */
export interface ScreenProps {
  /** What it is about. */
  title: string;
  /** A picture of that. */
  icon?: IconName;
  /** What is in it. */
  children: ComponentChildren;
}

/** A card, whose title has the focus when it comes: a reader of the screen goes on there. */
export function Screen({ title, icon, children }: ScreenProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // Once: another language is another title, and whoever chooses it is elsewhere.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card">
      {icon && (
        <span class="card-icon">
          <Icon name={icon} />
        </span>
      )}
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </section>
  );
}

/** What {@linkcode RoomName} is given. */
export interface RoomNameProps {
  /** The name: text from whoever made the link. */
  room: string;
}

/** Which room a screen is about. */
export function RoomName({ room }: RoomNameProps): JSX.Element {
  return (
    <p class="room-name">
      <bdi>{room}</bdi>
    </p>
  );
}

/** What {@linkcode ScreenFoot} is given. */
export interface ScreenFootProps {
  /** The page. */
  app: App;
  /** What it is at, as a stable code. */
  code: string;
}

/** What to tell whoever helps. */
export function ScreenFoot({ app, code }: ScreenFootProps): JSX.Element {
  return (
    <footer class="card-foot">
      <span class="code">{say("app.code", { code })}</span>
      <CopyReport app={app} />
    </footer>
  );
}
