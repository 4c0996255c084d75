/**
 * A client in a namespace: what the server's application holds of it.
 *
 * @module
 */

import {
  type AckEnvelope,
  type AnyEvents,
  type AnyListener,
  BaseSocket,
  CatchAll,
  CLOSE,
  contain,
  type Encoding,
  type Entry,
  type ErrorEnvelope,
  type EventArgs,
  type EventEnvelope,
  type EventMap,
  type EventName,
  giveNodeNames,
  type Incoming,
  type IncomingEvent,
  type Limits,
  no,
  type NodeNames,
  packOrTell,
  Refusal,
  RESERVED_FROM_CLIENT,
  RESERVED_FROM_SERVER,
  type ReservedNames,
  type Sending,
  type SocketEnvelope,
} from "../wire/mod.ts";
import type { Reach } from "./adapter.ts";
import { namesOf, type RoomNames } from "./aimed.ts";
import { Audience } from "./audience.ts";
import type { AudiencePlace } from "./audience_place.ts";
import { type BoundedAckOptions, BoundedAcks } from "./bounded_acks.ts";
import { EventGate, type EventMiddleware } from "./event_gate.ts";
import {
  type Arrival,
  arrival,
  type Handshake,
  handshakeOf,
} from "./handshake.ts";
import { randomId } from "./ids.ts";
import type { Namespace } from "./namespace.ts";
import type { OnceMemory } from "./once.ts";
import type { Overhearers } from "./overhearers.ts";
import type { RemoteSocket } from "./remote_socket.ts";
import type { DisconnectReason, Member, Session } from "./session.ts";
import { SocketSender, type TimedSocketSender } from "./socket_sender.ts";
import type { Tally } from "./tally.ts";

/** What a socket tells its own application. */
export interface SocketEvents {
  /** The socket is about to end; it is still in its rooms. */
  disconnecting: (reason: DisconnectReason) => void;
  /** The socket has ended; its rooms are left. */
  disconnect: (reason: DisconnectReason) => void;
  /** The client cannot be reached. The socket keeps its rooms, and what it is sent. */
  away: (reason: DisconnectReason) => void;
  /** The client is back, and has missed nothing. */
  back: () => void;
}

/** What a socket needs of its namespace. */
export interface SocketHome<
  Listen extends EventMap<Listen>,
  Emit extends EventMap<Emit>,
  ServerSide extends EventMap<ServerSide>,
  Data extends object,
> {
  /** The namespace's name. */
  readonly name: string;
  /** The namespace itself, for the application. */
  readonly namespace: Namespace<Listen, Emit, ServerSide, Data>;
  /** What the socket's broadcasts need. */
  readonly place: AudiencePlace<Emit, Data>;
  /** The same, as an audience takes it. */
  readonly places: Iterable<AudiencePlace<Emit, Data>>;
  /** What the client may do. */
  readonly limits: Readonly<Limits>;
  /** How answers are waited for. */
  readonly acks: BoundedAckOptions;
  /** How often what was refused. */
  readonly tally: Tally;
  /** The sockets whose application hears of broadcasts. */
  readonly overhearers: Overhearers;
  /** The events that are to be handled once. */
  readonly once: OnceMemory;
  /** Asks whether a socket may come in, or be there still; nothing if nobody has to be asked. */
  authorize(
    socket: Socket<Listen, Emit, ServerSide, Data>,
  ): ReturnType<Member["authorize"]>;
  /** Is told, once, that a socket has ended. */
  forget(id: string): void;
  /** Hears of what a listener threw. */
  fault(error: unknown, socket: string, event: string): void;
}

/**
 * A socket's place in its namespace and in its session: what these two may do with it, and the
 * application may not.
 */
export interface Seat<S> extends Member {
  /** The socket. */
  readonly socket: S;
  /** Lets it in; `false` if it has ended meanwhile. Throws what the adapter throws. */
  open(): boolean;
  /** Does not let it in. */
  refuse(refusal: Refusal): void;
}

/** It has the names that Node has, too. */
export interface Socket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
  ServerSide extends EventMap<ServerSide> = AnyEvents,
  Data extends object = Record<string, unknown>,
> extends NodeNames<Listen, SocketEvents> {}

/**
 * A client in a namespace.
 *
 * @typeParam Listen The events that the client sends.
 * @typeParam Emit The events that the server sends.
 * @typeParam ServerSide The events that the servers of several nodes send each other.
 * @typeParam Data What the application keeps with the socket.
 *
 * @example
 * ```ts ignore
 * io.on("connection", (socket) => {
 *   socket.join("blue");
 *   socket.to("blue").emit("hello", socket.id); // everyone in blue but socket
 *   socket.on("rename", (name: string, done: () => void) => done());
 * });
 * ```
 */
export class Socket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
  ServerSide extends EventMap<ServerSide> = AnyEvents,
  Data extends object = Record<string, unknown>,
> extends BaseSocket<Listen, Emit, SocketEvents>
  implements RemoteSocket<Emit, Data> {
  static {
    giveNodeNames(this.prototype);
  }

  /** The public id: others may know it. Also the name of a room with only this socket in it. */
  readonly id: string = randomId();
  /** Whatever the application wants to keep with the socket. */
  // It is empty at first: whoever gives it a type says that it is filled before it is read.
  readonly data: Data = {} as Data;
  readonly #home: SocketHome<Listen, Emit, ServerSide, Data>;
  readonly #session: Session;
  #arrival: Arrival;
  /** Made of the arrival when the application asks for it. */
  #handshake: Handshake | undefined;
  #state: "asking" | "connected" | "ending" | "ended" = "asking";
  #gate: EventGate | undefined;
  /** Most sockets never need one. */
  #catchAll: CatchAll | undefined;
  /** What flags are set on: most sockets never need one. */
  #sender: SocketSender<Emit, Data> | undefined;
  /** Whose event, to be handled once, the middlewares have not let through yet. */
  #undecided: string | undefined;

  /**
   * Applications do not make sockets: they get them with `connection`.
   *
   * @param home The namespace.
   * @param session The client's session.
   * @param auth What the client gave as `auth`.
   */
  private constructor(
    home: SocketHome<Listen, Emit, ServerSide, Data>,
    session: Session,
    auth: unknown,
  ) {
    super(home.name, new BoundedAcks(home.acks));
    this.#home = home;
    this.#session = session;
    this.#arrival = arrival(session.request, auth);
  }

  /** Makes a socket for a client that asks to be let into a namespace. */
  static create<
    Listen extends EventMap<Listen>,
    Emit extends EventMap<Emit>,
    ServerSide extends EventMap<ServerSide>,
    Data extends object,
  >(
    home: SocketHome<Listen, Emit, ServerSide, Data>,
    session: Session,
    auth: unknown,
  ): Seat<Socket<Listen, Emit, ServerSide, Data>> {
    const seat = new Socket.#Seat(new Socket(home, session, auth));
    session.enter(home.name, seat);
    return seat;
  }

  /** In here, since it is to do what nobody else may. */
  static readonly #Seat = class<
    Listen extends EventMap<Listen>,
    Emit extends EventMap<Emit>,
    ServerSide extends EventMap<ServerSide>,
    Data extends object,
  > implements Seat<Socket<Listen, Emit, ServerSide, Data>> {
    readonly socket: Socket<Listen, Emit, ServerSide, Data>;

    constructor(socket: Socket<Listen, Emit, ServerSide, Data>) {
      this.socket = socket;
    }

    get id(): string | undefined {
      return this.ready ? this.socket.id : undefined;
    }

    get ready(): boolean {
      return this.socket.connected;
    }

    event(envelope: EventEnvelope): void {
      this.socket.receive(envelope);
    }

    ack(envelope: AckEnvelope): boolean {
      const { socket } = this;
      return envelope.id < 0 // That of a broadcast.
        ? socket.#home.place.acks.settle(socket.id, envelope)
        : socket.acks.settle(envelope);
    }

    away(reason: DisconnectReason): void {
      this.socket.tellOwn("away", reason);
    }

    back(): void {
      this.socket.tellOwn("back");
    }

    authorize(auth: unknown): ReturnType<Member["authorize"]> {
      const { socket } = this;
      socket.#handshakeAgain(auth);
      return socket.#home.authorize(socket);
    }

    end(reason: DisconnectReason): void {
      this.socket.#end(reason);
    }

    open(): boolean {
      return this.socket.#open();
    }

    refuse(refusal: Refusal): void {
      this.socket.#refuse(refusal);
    }
  };

  /** How the socket came to be; of the latest connection. */
  get handshake(): Handshake {
    return this.#handshake ??= handshakeOf(this.#arrival);
  }

  /** The namespace that the socket is in. */
  get nsp(): Namespace<Listen, Emit, ServerSide, Data> {
    return this.#home.namespace;
  }

  /** Whether the socket was let in and has not ended. Its client may be {@linkcode away}. */
  get connected(): boolean {
    return this.#state === "connected" || this.#state === "ending";
  }

  /** Whether the socket has not been let in yet, or has ended. */
  get disconnected(): boolean {
    return !this.connected;
  }

  /**
   * Whether the client came back to its session as this socket was made: never, for one that comes
   * back has the socket that it had, which tells of it with `back`.
   */
  get recovered(): false {
    return false;
  }

  /**
   * Whether the client has no connection at the moment. What the socket is sent meanwhile is kept
   * for it, and its rooms too, until it is back or its session is given up.
   */
  get away(): boolean {
    return this.connected && this.#session.isAway;
  }

  /**
   * Milliseconds to the client and back, as the client measured it last; `undefined` while it is
   * not known. It is the client's word: good to show, not to rely on.
   */
  get rtt(): number | undefined {
    return this.#session.rtt;
  }

  /** The rooms that the socket is in, its own among them. A live view; empty once it has ended. */
  get rooms(): ReadonlySet<string> {
    return this.#home.place.adapter.sids.get(this.id) ?? new Set();
  }

  /** See {@linkcode CatchAll.onAny}. */
  onAny(listener: AnyListener): this {
    this.#heardBy.onAny(listener);
    return this;
  }

  /** See {@linkcode CatchAll.prependAny}. */
  prependAny(listener: AnyListener): this {
    this.#heardBy.prependAny(listener);
    return this;
  }

  /** See {@linkcode CatchAll.offAny}. */
  offAny(listener?: AnyListener): this {
    this.#heardBy.offAny(listener);
    return this;
  }

  /** See {@linkcode CatchAll.listenersAny}. */
  listenersAny(): AnyListener[] {
    return this.#heardBy.listenersAny();
  }

  /** See {@linkcode CatchAll.onAnyOutgoing}. */
  onAnyOutgoing(listener: AnyListener): this {
    this.#heardBy.onAnyOutgoing(listener);
    return this;
  }

  /** See {@linkcode CatchAll.prependAnyOutgoing}. */
  prependAnyOutgoing(listener: AnyListener): this {
    this.#heardBy.prependAnyOutgoing(listener);
    return this;
  }

  /** See {@linkcode CatchAll.offAnyOutgoing}. */
  offAnyOutgoing(listener?: AnyListener): this {
    this.#heardBy.offAnyOutgoing(listener);
    return this;
  }

  /** See {@linkcode CatchAll.listenersAnyOutgoing}. */
  listenersAnyOutgoing(): AnyListener[] {
    return this.#heardBy.listenersAnyOutgoing();
  }

  /** Everyone in the namespace but this socket. */
  get broadcast(): Audience<Emit, Data> {
    return this.#others("everyone");
  }

  /** Everyone who is connected to this node but this socket. */
  get local(): Audience<Emit, Data> {
    return this.broadcast.local;
  }

  /** Sends events that are not worth keeping: to the client, or, with a room, to the others. */
  get volatile(): SocketSender<Emit, Data> {
    return this.#flagged.volatile;
  }

  /**
   * Asks the client, or, with a room, the others: an answer may take `ms` milliseconds, and callbacks
   * get an error first.
   */
  override timeout(ms: number): TimedSocketSender<Emit> {
    return this.#flagged.timeout(ms);
  }

  /** Sends events: Parley compresses nothing. Here for code that was written for Socket.IO. */
  compress(_: boolean): SocketSender<Emit, Data> {
    return this.#flagged;
  }

  /** Everyone in `room` but this socket, which need not be in it. */
  to(room: RoomNames): Audience<Emit, Data> {
    return this.#others(namesOf(room));
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit, Data> {
    return this.to(room);
  }

  /** Everyone in the namespace but this socket and whoever is in `room`. */
  except(room: RoomNames): Audience<Emit, Data> {
    return this.broadcast.except(room);
  }

  /**
   * Sends an event to the client. A function at the end of `args` is called with the answer, if
   * one comes. Once the socket has ended, nothing happens.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    this.say(event, args);
    return true;
  }

  /**
   * Asks `middleware` about every event of the client's, after those that were added before: when
   * the listeners of {@linkcode onAny} have heard it, and before its own do.
   *
   * Events keep their order: while a middleware thinks, those that come after wait, up to the limits
   * `windowEnvelopes` and `windowChars`; a client that sends more is told `too-many-events`. A
   * middleware that has not decided in `ackMs` refuses, with `middleware-timeout`. What is refused is
   * told to the client, not to this socket by an event `error`; what still waits when the socket ends
   * is dropped.
   */
  use(middleware: EventMiddleware): this {
    this.#gate ??= this.#makeGate();
    this.#gate.use(middleware);
    return this;
  }

  /**
   * Enters a room, or several. To be there already, or to have ended, changes nothing.
   *
   * @throws {Refusal} `too-many-rooms` if the client is in as many rooms as it may be.
   */
  join(room: RoomNames): void {
    if (this.#state === "ended") return;
    const { limits, tally, place: { adapter } } = this.#home;
    for (const name of typeof room === "string" ? [room] : room) {
      const { rooms } = this;
      if (!rooms.has(name) && rooms.size > limits.roomsPerSocket) {
        tally.add("too-many-rooms");
        throw new Refusal(
          "too-many-rooms",
          `Cannot join: the socket is in ${limits.roomsPerSocket} rooms already`,
        );
      }
      adapter.join(this.id, name);
    }
  }

  /** Leaves a room. Not to be there changes nothing. */
  leave(room: string): void {
    this.#home.place.adapter.leave(this.id, room);
  }

  /**
   * Ends the socket; the client will not come back by itself.
   *
   * @param close Whether to end the client's session too, and with it its sockets in all other
   * namespaces.
   */
  disconnect(close: boolean = false): this {
    if (this.connected) {
      this.#session.send({ type: "disconnect", ns: this.#home.name });
      this.#end("server namespace disconnect");
    }
    if (close) {
      this.#session.end("server namespace disconnect", CLOSE.dismissed);
    }
    return this;
  }

  /** Adds a listener: the first of a name without `concat`, which is slow, as every client has some. */
  protected override add(event: string, entry: Entry): this {
    if (this.entriesOf(event).length > 0) return super.add(event, entry);
    this.heardBy.push(event, [entry]);
    return this;
  }

  /** The names that are not for events. */
  protected override get reserved(): ReservedNames {
    return RESERVED;
  }

  /** Takes an event of the client's, when those before it are through. */
  protected override receive(envelope: EventEnvelope): void {
    if (this.#gate) this.#gate.take(envelope);
    else this.#hear(envelope);
  }

  /**
   * Hands an event to those who hear every event, asks the middlewares, and hands it to its own
   * listeners. An event that ended the socket on its way goes no further.
   */
  protected override deliver(
    incoming: Incoming,
    event: string,
    args: readonly unknown[],
  ): void {
    for (const listener of this.#catchAll?.incoming ?? NOBODY) {
      this.hand(listener, [event, ...args], incoming);
    }
    if (this.#gate) this.#screen(this.#gate, incoming);
    else if (this.connected) this.#pass(incoming, event, args);
  }

  /**
   * Puts an envelope on its way to the client; `false` once the socket has ended, or for a volatile
   * event that cannot leave at once.
   */
  protected override transmit(
    envelope: SocketEnvelope | ErrorEnvelope,
  ): boolean {
    if (!this.connected) {
      // An event that asked for an answer gets its "disconnected" like all that were waiting.
      this.acks.close();
      return false;
    }
    if (envelope.type === "event" && envelope.volatile) {
      return this.#session.sendVolatile(this.#encode(envelope));
    }
    if (envelope.type === "error") this.#session.send(envelope);
    else this.#session.sendEncoded(this.#encode(envelope));
    return true;
  }

  /** Sends an event, and tells those who hear every event of it. */
  protected override post(event: string, ...how: Sending): boolean {
    if (!super.post(event, ...how)) return false;
    this.#noteSent(event, how[0]);
    return true;
  }

  #noteSent(event: string, args: readonly unknown[]): void {
    for (const listener of this.#catchAll?.outgoing ?? NOBODY) {
      contain(() => listener(event, ...args), (error) => {
        this.fault(error, event);
      });
    }
  }

  /** Tells the client that an event which asked for no answer was refused. */
  protected override complain(refusal: Refusal): void {
    const { code, message, retryable } = refusal;
    this.transmit({ type: "error", ...this.where, code, message, retryable });
  }

  /** Hears of what a listener threw. */
  protected override fault(error: unknown, event: string): void {
    this.#home.fault(error, this.id, event);
  }

  #encode(envelope: SocketEnvelope): Encoding {
    return packOrTell(envelope, () => ({
      fault: (error, event) => this.fault(error, event),
      settle: (ack) => this.acks.settle(ack),
      answer: envelope.type === "ack" ? this.answerer(envelope) : undefined,
    }));
  }

  get #heardBy(): CatchAll {
    return this.#catchAll ??= new CatchAll((heard) => this.#overhear(heard));
  }

  /** Has the namespace tell of its broadcasts, or not any more. */
  #overhear(isHeard: boolean): void {
    const { overhearers } = this.#home;
    if (!isHeard || this.#state === "ended") return overhearers.delete(this.id);
    overhearers.add(this.id, (event, args) => this.#noteSent(event, args));
  }

  /** Asks the middlewares about an event, which they may make another one of. */
  #screen(gate: EventGate, incoming: Incoming): void {
    const call: IncomingEvent = [incoming.event, ...incoming.args];
    gate.ask(call, () => {
      const [name, ...args] = call;
      this.#pass(incoming, name, args);
    }, (error) => {
      this.#undecided = undefined;
      this.fail(incoming, error);
    });
  }

  /** Lets an event through to its own listeners. */
  #pass(incoming: Incoming, name: string, args: readonly unknown[]): void {
    this.#undecided = undefined;
    super.deliver(incoming, name, args);
  }

  #others(rooms: Reach["rooms"]): Audience<Emit, Data> {
    return new Audience(this.#home.places, { rooms, except: [this.id] });
  }

  get #flagged(): SocketSender<Emit, Data> {
    return this.#sender ??= new SocketSender(this.sending, {}, this.broadcast);
  }

  #makeGate(): EventGate {
    return new EventGate({
      acks: this.#home.acks,
      limits: this.#home.limits,
      receive: (envelope) => this.#hear(envelope),
      refuse: (envelope, refusal) => this.#refuseEvent(envelope, refusal),
      fault: (error, event) => this.fault(error, event),
    });
  }

  /** Tells the client that its event was refused. */
  #refuseEvent(envelope: EventEnvelope, refusal: Refusal): void {
    const answer = this.answerer(envelope);
    if (answer) answer(no(refusal));
    else this.complain(refusal);
  }

  #handshakeAgain(auth: unknown): void {
    this.#arrival = arrival(this.#session.request, auth);
    this.#handshake = undefined;
  }

  /** Hands an event to its listeners, unless it was to be handled once and has been. */
  #hear(envelope: EventEnvelope): void {
    const { once } = envelope;
    const answer = this.answerer(envelope);
    if (!once || !answer) return super.receive(envelope, answer);
    const { name, once: memory } = this.#home;
    const before = this.#session.once.get(name);
    // One for each session: nobody makes the server forget the others by being many.
    if (before !== undefined && before !== once.by) memory.forget(before);
    this.#session.once.set(name, once.by);
    const first = memory.begin(once, answer);
    if (!first) return;
    this.#undecided = once.by;
    super.receive(envelope, first);
  }

  /** Is let in; `false` if it has ended while it was asked. */
  #open(): boolean {
    if (this.#state !== "asking") return false;
    this.#home.place.adapter.join(this.id, this.id);
    this.#state = "connected";
    return true;
  }

  #refuse(refusal: Refusal): void {
    if (this.#state !== "asking") return;
    this.#leaveAll();
    this.#session.refuse(this.#home.name, refusal);
  }

  #end(reason: DisconnectReason): void {
    // Whoever was not let in has nobody to be told of its end.
    if (this.#state === "asking") return this.#leaveAll();
    // A listener may do what would end the socket again.
    if (this.#state !== "connected") return;
    this.#state = "ending";
    this.tellOwn("disconnecting", reason);
    this.#leaveAll();
    this.acks.close();
    this.tellOwn("disconnect", reason);
  }

  #leaveAll(): void {
    this.#state = "ended";
    this.#gate?.close();
    // No handler has heard of it: if it is sent again, it is for another socket to hear.
    if (this.#undecided !== undefined) this.#home.once.forget(this.#undecided);
    this.#session.exit(this.#home.name);
    contain(
      () => this.#home.place.adapter.leaveAll(this.id),
      (error) => this.fault(error, "leaveAll"),
    );
    this.#home.overhearers.delete(this.id);
    this.#home.forget(this.id);
  }
}

const RESERVED: ReservedNames = {
  sent: RESERVED_FROM_SERVER,
  heard: RESERVED_FROM_CLIENT,
};

const NOBODY: readonly AnyListener[] = [];
