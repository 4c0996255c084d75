/**
 * A stream of a camera and a microphone that show and hear nothing.
 *
 * @module
 */

/** A track that can be switched off and stopped. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  enabled = true;
  readyState: MediaStreamTrackState = "live";
  contentHint = "";
  readonly id = "track";
  readonly label = "";
  readonly muted = false;
  readonly onended = null;
  readonly onmute = null;
  readonly onunmute = null;

  constructor(readonly kind: "audio" | "video") {
    super();
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** Ends as it does when the device is unplugged. */
  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }

  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind);
  }

  getCapabilities(): MediaTrackCapabilities {
    return {};
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  getSettings(): MediaTrackSettings {
    return {};
  }
}

/** A stream of such tracks. */
export class FakeStream extends EventTarget implements MediaStream {
  readonly active = true;
  readonly id = "stream";
  readonly onaddtrack = null;
  readonly onremovetrack = null;
  readonly #tracks: FakeTrack[];

  constructor(...kinds: FakeTrack["kind"][]) {
    super();
    this.#tracks = kinds.map((kind) => new FakeTrack(kind));
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }

  getTrackById(): null {
    return null;
  }

  addTrack(): void {}

  removeTrack(): void {}

  clone(): FakeStream {
    return new FakeStream(...this.#tracks.map(({ kind }) => kind));
  }
}
