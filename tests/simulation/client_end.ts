/** A client's process: the real client, and an application that counts. */

import {
  Manager,
  Socket,
  type Wire,
  type WireEvents,
} from "../../lib/client/mod.ts";
import { CLOSE, Refusal } from "../../lib/wire/mod.ts";
import type { FakeClock } from "../support/fake_clock.ts";
import type { Chance } from "./chance.ts";
import type { Coverage } from "./coverage.ts";
import type { History } from "./history.ts";
import type { Caller } from "./network.ts";
import type { Shape } from "./shape.ts";

/** What a client needs of its world. */
export interface ClientHost {
  readonly chance: Chance;
  readonly clock: FakeClock;
  readonly coverage: Coverage;
  readonly history: History;
  readonly shape: Shape;
  dial(caller: Caller): Wire;
}

/** A client's socket, with the number under which the history knows what it sends. */
interface Place {
  readonly ns: string;
  readonly socket: Socket;
  readonly from: number;
}

/** What somebody who reads along knows of a session. */
export interface Loot {
  id: string;
  key: string;
}

/** What a client sends of the application's, as it leaves: numbers that count. */
const UP_REGEXP = /"event":"up","args":\[(\d+),(\d+),/g;

/** Milliseconds after which a client that was sent away comes again. */
const AGAIN_MS = [10, 1_000, 4_000] as const;

/** Milliseconds that an answer may take: those that are shorter are not always enough. */
const ANSWER_MS = [300, 5_000] as const;

export class ClientEnd {
  readonly places: readonly Place[];
  /** The keys that it was given, the last one last, and how far it has come. */
  readonly loot: Loot[] = [];
  /** The session that it was told last that it is in. */
  session: string | undefined;
  attempt = 0;
  received = 0;
  /** Whether somebody else has claimed one of its sessions. */
  robbed = false;
  readonly #host: ClientHost;
  readonly #manager: Manager;
  readonly #callers = new WeakSet<Caller>();
  #alive = true;

  constructor(host: ClientHost) {
    this.#host = host;
    const { chance, clock, shape } = host;
    this.#manager = new Manager("ws://world", {
      clock,
      random: chance.number,
      dial: (_, events) => {
        const caller = { ...events, ...this.#reader() };
        caller.received = (data) => {
          this.#noteWelcome(data);
          events.received(data);
        };
        caller.closed = (code) => {
          this.#noteClosed(code);
          events.closed(code);
        };
        this.#callers.add(caller);
        return host.dial(caller);
      },
      ...shape.limits,
      bufferSize: shape.bufferSize,
    });
    this.places = shape.namespaces.map((ns) => this.#place(ns));
    for (const { socket } of this.places) socket.connect();
  }

  /** Whether it was this client that opened a WebSocket. */
  calls(caller: Caller): boolean {
    return this.#callers.has(caller);
  }

  /** The process dies: the other end is not told. */
  die(): void {
    this.#alive = false;
  }

  /** Goes for good. Of a process that has died only timers and listeners are left to go. */
  leave(): void {
    this.#alive = false;
    for (const { socket } of this.places) socket.disconnect();
  }

  /** There is reason to try at once. */
  wake(): void {
    this.#manager.wake();
  }

  /** Says something. */
  emit(): void {
    const { chance, coverage, history } = this.#host;
    const place = chance.pick(this.places);
    if (!place) return;
    const { from, socket, ns } = place;
    if (chance.happens(0.1)) return this.#emitVolatile(place);
    const n = history.emitsUp(from);
    try {
      this.#emitNumber(place, n);
      coverage.note(ns === "/" ? "event up" : "event in another namespace");
      if (socket.connected && history.waitsUp(from)) {
        coverage.note("window full at the client");
      }
    } catch (error) {
      if (!isRefusal(error, "buffer-full")) throw error;
      coverage.note("buffer full at the client");
      history.retractsUp(from);
    }
  }

  #emitNumber({ from, socket }: Place, n: number): void {
    const { chance, history, shape } = this.#host;
    // Now and then so long that what comes after it would fit, and it does not.
    const length = chance.pick([0, 0, 0, 800]);
    const words = chance.happens(0.2)
      ? new Uint8Array(length)
      : "x".repeat(length);
    if (chance.happens(0.7)) return void socket.emit("up", from, n, words);
    const settle = this.#asks(`up ${from} ${n}`, n);
    // What the buffer has no room for is known here and now only if a callback is asked.
    if (shape.bufferSize < 100 || chance.happens(0.3)) {
      const ms = chance.pick(ANSWER_MS);
      try {
        socket.timeout(ms).emit(
          "up",
          from,
          n,
          words,
          (error: Refusal | null, answer: unknown) => {
            if (error) history.expiresUp(from, n);
            settle(error ?? answer);
          },
        );
      } catch (error) {
        history.unasks(`up ${from} ${n}`);
        throw error;
      }
      return;
    }
    socket.emitWithAck("up", from, n, words).then(settle, settle);
  }

  #emitVolatile({ from, socket }: Place): void {
    const { coverage, history } = this.#host;
    if (!socket.connected) return coverage.note("volatile event lost");
    socket.volatile.emit("volatile up", from, history.volatileUp());
  }

  #asks(what: string, n: number): (answer?: unknown) => void {
    const { coverage, history } = this.#host;
    return history.asks(what, (answer) => {
      const refused = answer instanceof Refusal;
      coverage.note(
        refused ? "no answer from the server" : "answer from the server",
      );
      return refused || answer === n;
    });
  }

  /** Leaves one namespace, or all, and comes again. */
  part(): void {
    const { chance, coverage } = this.#host;
    const all = chance.happens(0.3);
    const place = chance.pick(this.places);
    for (const other of all ? this.places : place ? [place] : []) {
      if (!other.socket.active) continue;
      coverage.note(
        all ? "client that leaves" : "client that leaves a namespace",
      );
      other.socket.disconnect();
      // Who is not connected at the moment is not told that it is not any more.
      this.#sentAway(other);
    }
  }

  #place(ns: string): Place {
    const { history, coverage } = this.#host;
    const from = history.clientIncarnation();
    const socket = new Socket(this.#manager, ns, { auth: () => this.#auth() });
    socket.on("down", (n: number, _: string, ack?: (n: number) => void) => {
      if (this.#alive && socket.id) history.arrivedDown(socket.id, n);
      this.#answer(n, ack);
    });
    socket.on("volatile down", (n: number) => {
      if (!this.#alive || !socket.id) return;
      coverage.note("volatile event down");
      history.arrivedVolatileDown(socket.id, n);
    });
    socket.on("reset", (reason, unconfirmed) => {
      if (!this.#alive) return;
      if (reason === "claim") history.fault(reason);
      else coverage.note(`reset: ${reason}`);
      // Unless somebody else has the key.
      if (reason === "revoked" && !this.robbed) history.fault(reason);
      history.reset(from, unconfirmed.map(({ args }) => Number(args[1])));
    });
    const place = { ns, socket, from };
    for (const event of ["disconnect", "connect_error"] as const) {
      socket.on(event, () => {
        if (!socket.active) this.#sentAway(place);
      });
    }
    return place;
  }

  /** Mostly at once, now and then so late that the one who asked may be gone. */
  #answer(n: number, ack: ((n: number) => void) | undefined): void {
    const { chance, clock } = this.#host;
    if (!ack) return;
    if (chance.happens(0.8)) return ack(n);
    clock.after(chance.pick([100, 2_000, 8_000]), () => {
      try {
        ack(n);
      } catch (error) {
        if (!isRefusal(error, "buffer-full")) throw error;
      }
    });
  }

  /** The socket will not come back by itself: its application lets it, later. */
  #sentAway({ socket, from }: Place): void {
    const { chance, clock, history } = this.#host;
    if (!this.#alive) return;
    history.ended(from);
    clock.after(chance.pick(AGAIN_MS), () => {
      if (this.#alive) socket.connect();
    });
  }

  /** Nobody takes a client's session away, unless somebody else has its key. */
  #noteClosed(code: number): void {
    const isTaken = code === CLOSE.replaced || code === CLOSE.revoked;
    if (!isTaken || this.robbed) return;
    this.#host.history.violated(`a client lost its session with ${code}`);
  }

  /** What to show: some applications have to think. */
  #auth(): unknown {
    const { chance, clock, shape } = this.#host;
    const auth = { name: "ada" };
    if (!shape.thinks || chance.happens(0.5)) return auth;
    return new Promise((resolve) => {
      clock.after(chance.pick([0, 100, 2_000]), () => resolve(auth));
    });
  }

  /** What is read of the frames on their way, both ways. */
  #reader(): Omit<Caller, keyof WireEvents> {
    return {
      alive: () => this.#alive,
      sends: (text: string) => this.#noteSent(text),
      isSent: (text: string) => this.#noteLoot(text),
      accused: (code: number) => {
        this.#host.history.violated(`the client was closed with ${code}`);
      },
    };
  }

  #noteSent(text: string): void {
    if (text.includes('"up"')) {
      for (const [, from, n] of text.matchAll(UP_REGEXP)) {
        this.#host.history.sentUp(Number(from), Number(n));
      }
    }
    if (!text.startsWith('{"type":"hello"')) return;
    const { session } = JSON.parse(text);
    if (!session) return;
    this.attempt = session.attempt;
    this.received = session.received;
  }

  /** The server's welcome, as somebody reads it who reads along. It may never arrive. */
  #noteLoot(text: string): void {
    const loot = this.#lootIn(text);
    if (loot) this.loot.push(loot);
  }

  #noteWelcome(data: unknown): void {
    this.session = this.#lootIn(data)?.id ?? this.session;
  }

  #lootIn(data: unknown): Loot | undefined {
    if (!this.#host.shape.thieves || typeof data !== "string") return undefined;
    if (!data.includes('"type":"welcome"')) return undefined;
    const [{ session: { id, key } }] = [JSON.parse(data)].flat();
    return { id, key };
  }
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Refusal && error.code === code;
}
