/**
 * A line above everything: something is wrong, and what is under way goes on.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import type { App } from "../app.ts";
import { say } from "../words/words.ts";
import { CopyReport } from "./copy_report.tsx";

/** What {@linkcode Banner} is given. */
export interface BannerProps {
  /** The page. */
  app: App;
  /** What is wrong, as a stable code. */
  code: "offline" | "reconnecting" | "autoplay-blocked";
  /** The same for people. */
  text: string;
  /** What can be done about it. */
  children?: ComponentChildren;
}

/** The line, which is read out at once. */
export function Banner(
  { app, code, text, children }: BannerProps,
): JSX.Element {
  return (
    <div class="banner" role="alert" data-code={code}>
      <span>{text}</span>
      {children}
      <span class="code">{say("app.code", { code })}</span>
      <CopyReport app={app} />
    </div>
  );
}
