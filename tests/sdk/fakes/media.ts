/**
 * Tracks and streams that show and hear nothing.
 *
 * @module
 */

let made = 0;

/** A track that can be switched off and stopped. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  enabled = true;
  readyState: MediaStreamTrackState = "live";
  contentHint = "";
  readonly id = `track-${++made}`;
  readonly label = "";
  readonly muted = false;
  readonly onended = null;
  readonly onmute = null;
  readonly onunmute = null;
  readonly kind: "audio" | "video";

  constructor(kind: "audio" | "video") {
    super();
    this.kind = kind;
  }

  stop(): void {
    this.readyState = "ended";
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

/** A device is unplugged, or a screen is shared no more. */
export function unplug(track: MediaStreamTrack | undefined): void {
  track?.stop();
  track?.dispatchEvent(new Event("ended"));
}

/** A stream of such tracks. */
export class FakeStream extends EventTarget implements MediaStream {
  readonly onaddtrack = null;
  readonly onremovetrack = null;
  readonly id: string;
  readonly #tracks = new Set<MediaStreamTrack>();

  constructor(
    tracks: readonly MediaStreamTrack[] = [],
    id = `stream-${++made}`,
  ) {
    super();
    this.id = id;
    for (const track of tracks) this.#tracks.add(track);
  }

  /** A stream of new tracks. */
  static of(...kinds: FakeTrack["kind"][]): FakeStream {
    return new FakeStream(kinds.map((kind) => new FakeTrack(kind)));
  }

  get active(): boolean {
    return this.#tracks.size > 0;
  }

  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "video");
  }

  getTrackById(id: string): MediaStreamTrack | null {
    return this.getTracks().find((track) => track.id === id) ?? null;
  }

  addTrack(track: MediaStreamTrack): void {
    this.#tracks.add(track);
  }

  removeTrack(track: MediaStreamTrack): void {
    this.#tracks.delete(track);
  }

  /** What a connection does to it when the other peer sends a track no more. */
  lose(track: MediaStreamTrack): void {
    this.removeTrack(track);
    this.dispatchEvent(new Event("removetrack"));
  }

  clone(): FakeStream {
    return new FakeStream(this.getTracks().map((track) => track.clone()));
  }
}
