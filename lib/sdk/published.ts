/**
 * What this peer sends to all others: each of its connections is made to agree with it.
 *
 * @module
 */

import type { Muted } from "../parlance/mod.ts";

/**
 * What is sent.
 *
 * @internal
 */
export class Published {
  /** What is silenced. */
  muted: Muted;
  readonly #streams = new Map<MediaStreamTrack, MediaStream>();
  /** Streams that are screens, which are not silenced. */
  readonly #screens = new Set<MediaStream | undefined>();
  /** What each sender was given; nothing, if it has been taken from it. */
  readonly #given = new WeakMap<RTCRtpSender, MediaStreamTrack | null>();

  /** Begins with nothing. */
  constructor(muted: Muted) {
    this.muted = muted;
  }

  /** Adds a stream's tracks. */
  add(stream: MediaStream, isScreen?: boolean): void {
    this.#screens[isScreen ? "add" : "delete"](stream);
    for (const track of stream.getTracks()) {
      this.#streams.set(track, stream);
      if (this.#isMuted(track)) track.enabled = false;
    }
  }

  /** Removes a stream's tracks. */
  remove(stream: MediaStream): void {
    for (const [track, of] of this.#streams) {
      if (of === stream) this.#streams.delete(track);
    }
  }

  /** Puts one track in another's place. `false` if that one is not sent. */
  replace(track: MediaStreamTrack, by: MediaStreamTrack): boolean {
    const stream = this.#streams.get(track);
    if (!stream) return false;
    this.#streams.delete(track);
    this.#streams.set(by, stream);
    by.enabled = !this.#isMuted(by);
    return true;
  }

  /** Silences what is sent, or lets it be heard and seen. */
  mute(muted: Muted): void {
    this.muted = muted;
    for (const track of this.#streams.keys()) {
      track.enabled = !this.#isMuted(track);
    }
  }

  /** Adds to a connection what it lacks, and removes what is not sent any more. */
  fill(connection: RTCPeerConnection): void {
    const sent = new Set<MediaStreamTrack>();
    for (const sender of connection.getSenders()) {
      const track = this.#trackOf(sender);
      if (!track) continue;
      sent.add(track);
      // What somebody else gave it is theirs.
      if (this.#given.has(sender) && !this.#streams.has(track)) {
        this.#given.set(sender, null);
        connection.removeTrack(sender);
      }
    }
    for (const [track, stream] of this.#streams) {
      if (!sent.has(track)) this.#send(connection, track, stream);
    }
  }

  /** Puts one track in another's place on a connection. */
  async swap(
    connection: RTCPeerConnection,
    track: MediaStreamTrack,
    by: MediaStreamTrack,
  ): Promise<void> {
    for (const sender of connection.getSenders()) {
      if (this.#trackOf(sender) !== track) continue;
      this.#given.set(sender, by);
      await sender.replaceTrack(by);
    }
  }

  /** What a sender was given; it takes a moment to say so itself. */
  #trackOf(sender: RTCRtpSender): MediaStreamTrack | null {
    const given = this.#given.get(sender);
    return given === undefined ? sender.track : given;
  }

  /** Sends a track, in a media section that one was sent in before, if there is one. */
  #send(
    connection: RTCPeerConnection,
    track: MediaStreamTrack,
    stream: MediaStream,
  ): void {
    // Those that were never sent in, the platform takes by itself.
    const idle = connection.getTransceivers().find((
      { currentDirection, receiver, sender },
    ) =>
      this.#given.get(sender) === null && currentDirection !== null &&
      currentDirection !== "stopped" && receiver.track.kind === track.kind
    );
    const sender = idle?.sender ?? connection.addTrack(track, stream);
    this.#given.set(sender, track);
    if (!idle) return;
    sender.setStreams?.(stream);
    // It fails only if the connection is closed, or the track ended, which is seen elsewhere.
    sender.replaceTrack(track).catch(() => {});
    idle.direction = idle.direction === "recvonly" ? "sendrecv" : "sendonly";
  }

  #isMuted(track: MediaStreamTrack): boolean {
    return !this.#screens.has(this.#streams.get(track)) &&
      this.muted[track.kind === "audio" ? "audio" : "video"];
  }
}
