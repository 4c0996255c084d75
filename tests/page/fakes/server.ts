/**
 * A server of one room, in the tutorial's dialect, and the sockets of its clients.
 *
 * @module
 */

import type { CallSocket } from "../../../lib/page/call.ts";

type Listener = (...args: unknown[]) => void;

/** A client's socket. */
export class FakeSocket implements CallSocket {
  id: string | undefined;
  active = true;
  /** What was sent. */
  readonly sent: [event: string, ...args: unknown[]][] = [];
  readonly #server: FakeServer;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(server: FakeServer) {
    this.#server = server;
  }

  get connected(): boolean {
    return this.id !== undefined;
  }

  on(event: string, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, [...listeners, listener]);
  }

  emit(event: string, ...args: unknown[]): void {
    this.sent.push([event, ...args]);
    this.#server.handle(this, event, args);
  }

  connect(): void {
    this.active = true;
    this.#server.admit(this);
  }

  disconnect(): void {
    this.active = false;
    this.#server.dismiss(this);
    this.id = undefined;
  }

  /** Tells the client something, a moment later, as JSON does. */
  deliver(event: string, ...args: unknown[]): void {
    const copy: unknown[] = JSON.parse(JSON.stringify(args));
    queueMicrotask(() => {
      for (const listener of this.#listeners.get(event) ?? []) {
        listener(...copy);
      }
    });
  }
}

/** A room for two. */
export class FakeServer {
  /** The name that it accepts. */
  readonly room = "blue";
  /** Whose messages are lost. */
  loses: (sender: FakeSocket) => boolean = () => false;
  #up = true;
  #seats = 0;
  readonly #clients = new Set<FakeSocket>();
  /** Who holds which seat; a seat without a socket is a ghost's. */
  #members = new Map<string, FakeSocket | undefined>();

  /** Makes a socket that is about to be connected. */
  dial(): FakeSocket {
    const socket = new FakeSocket(this);
    this.#clients.add(socket);
    this.admit(socket);
    return socket;
  }

  /** Connects a socket, if the server is up. */
  admit(socket: FakeSocket): void {
    if (!this.#up) return socket.deliver("connect_error", "down");
    queueMicrotask(() => {
      socket.id = `seat-${++this.#seats}`;
      socket.deliver("connect");
    });
  }

  /** Takes what a client sent. */
  handle(socket: FakeSocket, event: string, args: unknown[]): void {
    if (socket.id === undefined) return;
    if (event === "create or join") this.#seat(socket, socket.id, args[0]);
    if (this.loses(socket)) return;
    if (event === "message" && this.#members.has(socket.id)) {
      this.tellOthers(socket, "message", ...args);
    }
  }

  /** Ends a client's connection in an orderly way. */
  dismiss(socket: FakeSocket): void {
    if (socket.id === undefined || !this.#members.delete(socket.id)) return;
    this.tellOthers(socket, "bye", socket.id, this.room);
  }

  /** Breaks a client's connection; the server does not notice. */
  breakOff(socket: FakeSocket): void {
    if (socket.id !== undefined) this.#members.set(socket.id, undefined);
    socket.id = undefined;
    socket.deliver("disconnect", "transport close");
  }

  /** Notices the connections that are dead. */
  noticeGhosts(): void {
    for (const [seat, socket] of this.#members) {
      if (socket) continue;
      this.#members.delete(seat);
      for (const other of this.#members.values()) {
        other?.deliver("bye", seat, this.room);
      }
    }
  }

  /** Breaks all connections, and accepts no others. */
  stop(): void {
    this.#up = false;
    this.#members.clear();
    for (const socket of this.#clients) {
      socket.id = undefined;
      if (socket.active) socket.deliver("disconnect", "transport close");
    }
  }

  /** Accepts connections again; `clients` are the first to come. */
  start(...clients: FakeSocket[]): void {
    this.#up = true;
    for (const socket of clients) this.admit(socket);
  }

  /** Tells everyone in the room but `socket` something. */
  tellOthers(socket: FakeSocket, event: string, ...args: unknown[]): void {
    for (const other of this.#members.values()) {
      if (other !== socket) other?.deliver(event, ...args);
    }
  }

  #seat(socket: FakeSocket, seat: string, room: unknown): void {
    if (room !== this.room) {
      return socket.deliver("refused", {
        code: "room-name-invalid",
        message: "Cannot enter the room: it is not blue",
        retryable: false,
      });
    }
    if (this.#members.size >= 2) return socket.deliver("full", room);
    const first = this.#members.size === 0;
    this.tellOthers(socket, "join", room, seat);
    this.#members.set(seat, socket);
    socket.deliver(first ? "created" : "joined", room, seat);
  }
}
