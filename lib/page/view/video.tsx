/**
 * A picture that moves, and its sound.
 *
 * @module
 */

import type { JSX, Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSounds } from "./sounds.tsx";

/** What {@linkcode Video} is given. */
export interface VideoProps {
  /** Whose picture it is: one's own is silent. */
  kind: "own" | "remote";
  /** Its name for those who cannot see it. */
  label: string;
  /** What to show. */
  stream: MediaStream;
  /** Whether there is a picture to be seen; sound is heard anyway. */
  isSeen: boolean;
  /** Whether it is as in a mirror: what people expect of their own picture. */
  isMirrored?: boolean;
  /** Where the element is wanted, too. */
  element?: Ref<HTMLVideoElement>;
}

/** One person's picture. */
export function Video(
  { kind, label, stream, isSeen, isMirrored, element }: VideoProps,
): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const sounds = useSounds();

  useEffect(() => {
    const it = video.current;
    if (!it) return;
    it.srcObject = stream;
    return kind === "remote" ? sounds.add(it) : undefined;
  }, [stream, kind]);

  return (
    <video
      ref={(it) => {
        video.current = it;
        if (typeof element === "function") element(it);
        else if (element) element.current = it;
      }}
      class={isMirrored ? "mirrored" : undefined}
      aria-label={label}
      hidden={!isSeen}
      autoplay
      playsInline
      muted={kind === "own"}
    />
  );
}
