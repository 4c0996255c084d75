/**
 * A network between clients and the real server in this process: each frame takes a moment, and a
 * line is cut when a test says so, or after so many frames.
 *
 * @module
 */

import type { Dial, WireEvents } from "../../../lib/client/core.ts";
import type { Receiver, Server } from "../../../lib/engine/mod.ts";
import type { Encoded } from "../../../lib/wire/mod.ts";
import type { FakeClock } from "../../support/fake_clock.ts";

const REQUEST = {
  headers: {},
  address: "192.0.2.1",
  url: "/ws",
  query: {},
  secure: false,
};

/** Where clients can be cut off. */
export class Lines {
  readonly #clock: FakeClock;
  readonly #server: () => Server | undefined;
  readonly #open = new Set<Line>();
  /** How many frames have arrived, in either direction. */
  arrived = 0;
  /** Is asked before each frame arrives whether its line is cut instead. */
  cuts: (who: string, arrived: number) => boolean = () => false;
  /** How many milliseconds a frame takes; the order stays. */
  delay: () => number = () => 0;
  /** Pages that are no more. */
  readonly dead = new Set<string>();
  /** Who cannot reach the server. */
  readonly unreachable = new Set<string>();

  constructor(clock: FakeClock, server: () => Server | undefined) {
    this.#clock = clock;
    this.#server = server;
  }

  /** How `who` reaches the server. */
  dial(who: string): Dial {
    return (_, events) => {
      if (this.dead.has(who)) return { send() {}, close() {} };
      const server = this.#server();
      if (!server || this.unreachable.has(who)) {
        this.#clock.after(10, () => events.closed(1006));
        return { send() {}, close() {} };
      }
      const line = new Line(who, server, events, this);
      this.#open.add(line);
      return line;
    };
  }

  /** Cuts the line of `who`; neither end said farewell. */
  cut(who: string): void {
    for (const line of [...this.#open]) if (line.who === who) line.cut();
  }

  /** Closes the line of `who`, as a page does that goes. */
  hangUp(who: string): void {
    for (const line of [...this.#open]) if (line.who === who) line.close(1001);
  }

  /** Cuts all lines, of whose clients the server hears nothing any more. */
  cutAll(): void {
    for (const line of [...this.#open]) line.cut();
  }

  forget(line: Line): void {
    this.#open.delete(line);
  }

  /** Does something when a frame that was sent now arrives, not before `least`; when that is. */
  later(least: number, arrive: () => void): number {
    const due = Math.max(least, this.#clock.now() + this.delay());
    const ms = due - this.#clock.now();
    if (ms > 0) this.#clock.after(ms, arrive);
    else queueMicrotask(arrive);
    return due;
  }
}

class Line {
  readonly who: string;
  readonly #events: WireEvents;
  readonly #lines: Lines;
  readonly #receiver: Receiver;
  #isOpen = true;
  #isCut = false;
  /** When the last frame arrives, in each direction. */
  #up = 0;
  #down = 0;

  constructor(who: string, server: Server, events: WireEvents, lines: Lines) {
    this.who = who;
    this.#events = events;
    this.#lines = lines;
    this.#receiver = server.accept({
      backlog: 0,
      send: (frame) => this.#carry(() => events.received(frame)),
      close: (code) => this.#carry(() => this.#end(code)),
    }, REQUEST);
    this.#carry(() => events.opened());
  }

  send(frame: Encoded): void {
    if (!this.#isOpen) return;
    this.#up = this.#lines.later(this.#up, () => {
      // What was sent before a farewell arrives before it.
      if (!this.#isCut && this.#passes()) this.#receiver.receive(frame);
    });
  }

  close(_code: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#lines.forget(this);
    this.#lines.later(
      this.#up,
      () => this.#receiver.lost("transport close", true),
    );
  }

  cut(): void {
    if (!this.#isOpen) return;
    this.#isCut = true;
    this.#receiver.lost("transport error", false);
    this.#end(1006);
  }

  #end(code: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#lines.forget(this);
    this.#events.closed(code);
  }

  #carry(arrive: () => void): void {
    if (!this.#isOpen) return;
    this.#down = this.#lines.later(this.#down, () => {
      if (this.#isOpen && this.#passes()) arrive();
    });
  }

  /** Whether another frame arrives, or the line is cut instead. */
  #passes(): boolean {
    if (!this.#lines.cuts(this.who, ++this.#lines.arrived)) return true;
    this.cut();
    return false;
  }
}
