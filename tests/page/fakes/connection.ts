/**
 * As much of an `RTCPeerConnection` as a call can tell from a real one: its signaling states, what
 * it throws, and that all its operations take time. Media flows when a test says so.
 *
 * @module
 */

import type { CallConnection } from "../../../lib/page/connection.ts";

interface Text {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

interface Event {
  readonly candidate: { toJSON(): RTCIceCandidateInit } | null;
  readonly streams: readonly MediaStream[];
}

/** A connection whose descriptions say who made them, and in which ICE generation. */
export class FakeConnection implements CallConnection {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: Text | null = null;
  remoteDescription: Text | null = null;
  /** The candidates that were taken. */
  readonly candidates: string[] = [];
  /** What is sent, and what is only asked for. */
  readonly media: string[] = [];
  /** Every operation, in the order in which it began and ended. */
  readonly log: string[] = [];
  /** What the next operation of this name is to fail with. */
  readonly faults = new Map<string, Error>();

  readonly #name: string;
  readonly #listeners = new Map<string, Set<(event: Event) => void>>();
  #stableLocal: Text | null = null;
  #generation = 1;
  #offerDue = false;
  #restartDue = false;

  constructor(name: string) {
    this.#name = name;
  }

  addEventListener(
    type: string,
    listener: (event: Event) => void,
    { signal }: { signal: AbortSignal },
  ): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    signal.addEventListener("abort", () => listeners.delete(listener));
  }

  /** Makes an offer due, as anything that is added does. */
  addMedia(): void {
    this.#offerDue = true;
    this.#fireIfDue();
  }

  addTrack(track: MediaStreamTrack): void {
    this.media.push(`${track.kind} both ways`);
    this.addMedia();
  }

  addTransceiver(kind: string, init: { direction: string }): void {
    this.media.push(`${kind} ${init.direction}`);
    this.addMedia();
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  restartIce(): void {
    this.#restartDue = true;
    this.#fireIfDue();
  }

  /** Finds a candidate of the current generation, or with `null` the end of them. */
  gather(candidate: string | null): void {
    const init = { candidate: `${candidate}`, usernameFragment: this.#ufrag() };
    this.#fire("icecandidate", {
      candidate: candidate === null ? null : { toJSON: () => init },
    });
  }

  /** Lets media flow, or stop. */
  turn(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.#fire("connectionstatechange");
  }

  /** Receives a track of the other's. */
  hear(stream: MediaStream): void {
    this.#fire("track", { streams: [stream] });
  }

  async setLocalDescription(): Promise<void> {
    await this.#operation("setLocalDescription");
    if (this.signalingState === "have-remote-offer") {
      this.localDescription = this.#stableLocal = this.#describe("answer");
      this.#offerDue = false; // The answer covers it.
      return this.#become("stable");
    }
    if (this.#restartDue) this.#generation++;
    this.#offerDue = this.#restartDue = false;
    this.localDescription = this.#describe("offer");
    this.#become("have-local-offer");
  }

  async setRemoteDescription(
    { type, sdp = "" }: RTCSessionDescriptionInit,
  ): Promise<void> {
    await this.#operation("setRemoteDescription");
    if (type === "offer") {
      if (this.signalingState === "have-local-offer") {
        this.localDescription = this.#stableLocal;
      }
      this.remoteDescription = { type, sdp };
      return this.#become("have-remote-offer");
    }
    if (type !== "answer" || this.signalingState !== "have-local-offer") {
      throw new Error(`Cannot take ${type} in ${this.signalingState}`);
    }
    this.remoteDescription = { type, sdp };
    this.#stableLocal = this.localDescription;
    this.#become("stable");
  }

  async addIceCandidate(init: RTCIceCandidateInit): Promise<void> {
    await this.#operation("addIceCandidate");
    if (this.remoteDescription === null) throw new Error("Nothing is offered");
    const ufrag = /^a=ice-ufrag:(.*)$/m.exec(this.remoteDescription.sdp)?.[1];
    if (ufrag !== init.usernameFragment) throw new Error("Unknown generation");
    this.candidates.push(init.candidate ?? "");
  }

  #fire(type: string, event: Partial<Event> = {}): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) {
      listener({ candidate: null, streams: [], ...event });
    }
  }

  #fireIfDue(): void {
    if (this.signalingState !== "stable") return;
    if (this.#offerDue || this.#restartDue) this.#fire("negotiationneeded");
  }

  #become(state: RTCSignalingState): void {
    this.signalingState = state;
    this.#fireIfDue();
  }

  async #operation(name: string): Promise<void> {
    this.log.push(`${name} begins`);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    if (this.signalingState === "closed") throw new Error("It is closed");
    this.log.push(`${name} ends`);
    const fault = this.faults.get(name);
    this.faults.delete(name);
    if (fault) throw fault;
  }

  #describe(type: Text["type"]): Text {
    const sdp = `${type} of ${this.#name}\na=ice-ufrag:${this.#ufrag()}\n`;
    return { type, sdp };
  }

  #ufrag(): string {
    return `${this.#name}${this.#generation}`;
  }
}
