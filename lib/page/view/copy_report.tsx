/**
 * What a person can send to whoever helps.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { reportOf } from "../report.ts";
import { say } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { useCopy } from "./use_copy.ts";

/** What {@linkcode CopyReport} is given. */
export interface CopyReportProps {
  /** What is reported of. */
  app: App;
}

/** A button that copies the diagnostics; where there is no clipboard, they are shown. */
export function CopyReport({ app }: CopyReportProps): JSX.Element {
  const { state, copy } = useCopy();
  const report = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [state.value, report.value]);
  const copyReport = () => {
    report.value = reportOf(app, {
      userAgent: navigator.userAgent,
      isOnline: navigator.onLine,
      isSecure: isSecureContext,
      at: new Date().toISOString(),
    });
    copy(report.value);
  };
  return (
    <div class="copy-report">
      <button type="button" class="small" onClick={copyReport}>
        <Icon name="copy" />
        <span aria-live="polite">
          {say(state.value === "copied" ? "app.copied" : "app.copy-report")}
        </span>
      </button>
      {state.value === "refused" && (
        <textarea
          readOnly
          rows={6}
          dir="ltr"
          aria-label={say("app.copy-report")}
          value={report.value}
          ref={field}
        />
      )}
    </div>
  );
}
