/**
 * A camera or a microphone is not to be had: why, and how to undo it.
 *
 * @module
 */

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { DeviceErrorCode, InputName } from "/parley/devices.mjs";
import type { App } from "../app.ts";
import { browserOf, isRetryable } from "../trouble.ts";
import { say } from "../words/words.ts";
import { CopyReport } from "./copy_report.tsx";
import { Icon } from "./icons.tsx";

/** What {@linkcode DeviceTrouble} is given. */
export interface DeviceTroubleProps {
  /** The page. */
  app: App;
}

/** What is wrong with the devices; nothing if nothing is. */
export function DeviceTrouble({ app }: DeviceTroubleProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const camera = app.own.trouble("camera").value;
  const microphone = app.own.trouble("microphone").value;
  const retry = (devices: readonly InputName[]) => {
    // The button is about to go; whoever pressed it shall not begin at the top again.
    place.current?.focus();
    app.own.retry(devices);
  };
  const about = (what: TroubleProps["what"], code?: DeviceErrorCode) =>
    code && <Trouble app={app} what={what} code={code} onRetry={retry} />;
  return (
    <div ref={place} class="troubles" tabIndex={-1}>
      {camera === microphone ? about("both", camera) : (
        <>
          {about("camera", camera)}
          {about("microphone", microphone)}
        </>
      )}
    </div>
  );
}

interface TroubleProps {
  app: App;
  what: InputName | "both";
  code: DeviceErrorCode;
  onRetry(devices: readonly InputName[]): void;
}

function Trouble(
  { app, what, code, onRetry }: TroubleProps,
): JSX.Element {
  const devices: readonly InputName[] = what === "both"
    ? ["camera", "microphone"]
    : [what];
  const stable = `${devices.join("-")}-${code}`;
  return (
    <div class="trouble" role="alert" data-code={stable}>
      <p>
        <Icon name="warning" />
        <strong>{say(`trouble.${what}.${code}`)}</strong>
      </p>
      <p>
        {code === "denied"
          ? say(`help.denied.${browserOf(navigator.userAgent)}`)
          : say(`help.${code}`)}
      </p>
      <div class="trouble-foot">
        {isRetryable(code) && (
          <button
            type="button"
            onClick={() => onRetry(devices)}
          >
            {say("device.try-again")}
          </button>
        )}
        <CopyReport app={app} />
        <span class="code">{say("app.code", { code: stable })}</span>
      </div>
    </div>
  );
}
