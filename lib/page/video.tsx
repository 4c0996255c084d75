/**
 * A picture that moves, and its sound.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What {@linkcode Video} is given. */
export interface VideoProps {
  /** Whose picture it is: one's own is silent and mirrored. */
  kind: "local" | "remote";
  /** Its name for those who cannot see it. */
  label: string;
  /** What to show, once there is something. */
  stream: MediaStream | undefined;
}

/** One person's picture. */
export function Video({ kind, label, stream }: VideoProps): JSX.Element {
  const element = useRef<HTMLVideoElement>(null);
  const blocked = useSignal(false);

  const play = () => {
    blocked.value = false;
    element.current?.play().catch((error: unknown) => {
      // Sound needs a click first on some pages. Other errors mean that another stream came.
      blocked.value = error instanceof Error &&
        error.name === "NotAllowedError";
    });
  };

  useEffect(() => {
    if (!element.current) return;
    element.current.srcObject = stream ?? null;
    if (stream) play();
  }, [stream]);

  return (
    <>
      <video
        ref={element}
        class={kind}
        aria-label={label}
        autoplay
        playsInline
        muted={kind === "local"}
      />
      {blocked.value && (
        <button type="button" class="primary unblock" onClick={play}>
          Play sound and picture
        </button>
      )}
    </>
  );
}
