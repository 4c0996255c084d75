/**
 * A screen, a window or a tab that is shown to others.
 *
 * @module
 */

import { deviceCodeOf, DeviceError, noDevices } from "./device_error.ts";

/** The part of `navigator.mediaDevices` that is used. */
export interface ScreenSource {
  /** Lets the person choose; missing on phones. */
  getDisplayMedia?(options: DisplayMediaStreamOptions): Promise<MediaStream>;
}

/** How the screen is shared. */
export interface ShareScreenOptions extends DisplayMediaStreamOptions {
  /** The browser's devices; `navigator.mediaDevices` unless given. */
  source?: ScreenSource;
}

/** A screen that is shared. */
export interface SharedScreen {
  /** What others are shown, and hear if the person allowed it. */
  readonly stream: MediaStream;
  /** Resolves when it is over: by `stop`, by the browser's own bar, or as the window is closed. */
  readonly ended: Promise<void>;
  /** Ends it. */
  stop(): void;
}

/**
 * Lets the person choose what to share. A browser allows it only at once after a click or a key.
 *
 * @param options What is demanded; a picture, and sound where there is any, unless given.
 * @throws {DeviceError} `dismissed`, if the person chose nothing; `denied`, if the system forbids it.
 */
export async function shareScreen(
  { source = navigator.mediaDevices, ...options }: ShareScreenOptions = {},
): Promise<SharedScreen> {
  // On a page that is not secure, there is no source at all.
  if (!source?.getDisplayMedia) throw noDevices("screen");
  const stream = await source.getDisplayMedia({
    video: true,
    audio: true,
    ...options,
  }).catch((error) => {
    const code = deviceCodeOf(error);
    // Nobody can refuse it for good but the system, of which Chromium speaks.
    const isChoice = code === "denied" && !/by system/.test(`${error}`);
    throw new DeviceError("screen", isChoice ? "dismissed" : code, error);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    resolve();
  };
  // Sound may end before the picture does, as a tab is changed for a window.
  stream.getVideoTracks()[0]?.addEventListener("ended", stop);
  return { stream, ended: promise, stop };
}
