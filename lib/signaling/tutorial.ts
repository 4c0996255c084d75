/**
 * The dialect of the tutorial that everyone has copied: `create or join`, `created`, `join`,
 * `joined`, `full`, `message`, `log`; and `bye`, which it forgot.
 *
 * @module
 */

import type { Server, Socket } from "../engine/mod.ts";
import type { Joined, RemovedReason } from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";
import type { Applicant } from "./applicant.ts";
import { isRoomName, ROOM_NAME_RULE } from "./names.ts";
import type { Peer } from "./peer.ts";
import type { Port, Telling } from "./port.ts";
import { STRANGER } from "./read_profile.ts";
import { refusal } from "./refusals.ts";
import { Rooms } from "./rooms.ts";

/** What a client of the tutorial sends. */
export interface TutorialClientEvents {
  /** Asks for a place in a room. */
  "create or join": (room: string) => void;
  /** Says something to the others, an offer or a candidate for example. */
  message: (...message: unknown[]) => void;
  /** Leaves a room. */
  bye: (room: string) => void;
}

/** What the server tells a client of the tutorial. */
export interface TutorialServerEvents {
  /** To the first in a room, before `created`: some editions of the client wait for this one. */
  empty: (room: string) => void;
  /** To the first in a room. */
  created: (room: string, id: string) => void;
  /** To everyone in a room: `id` is about to be there too. */
  join: (room: string, id: string) => void;
  /** To the newcomer: it is in the room. */
  joined: (room: string, id: string) => void;
  /** To everyone in a room, the newcomer included: they can begin. */
  ready: (room: string) => void;
  /** To whoever found no place in a room. */
  full: (room: string) => void;
  /** To everyone in a room: `id` has left, or has vanished; to who was removed: it has itself. */
  bye: (id: string, room: string) => void;
  /** To the others: what someone said. */
  message: (...message: unknown[]) => void;
  /** To the client that set it off: what the server did, to be shown in the browser's console. */
  log: (line: unknown[]) => void;
  /** To whoever asked for something that is not possible, in a way that the tutorial has no word for. */
  refused: (
    refusal: { code: string; message: string; retryable: boolean },
  ) => void;
}

/** How the dialect behaves. */
export interface TutorialOptions {
  /** How many may be in a room, unless `rooms` says so. The tutorial has 2. */
  capacity: number;
  /**
   * Who hears a `message`: the others in the sender's rooms, or, as in the tutorial, every other
   * client there is.
   */
  messageScope: "room" | "all";
  /**
   * The rooms, which clients of other dialects may be in, too: they take seats of the same, and each
   * sees the other come and go.
   *
   * @default Rooms of its own.
   */
  rooms?: Rooms;
}

/** A server whose main namespace is the tutorial's. */
export type TutorialServer = Server<TutorialClientEvents, TutorialServerEvents>;
type TutorialSocket = Socket<TutorialClientEvents, TutorialServerEvents>;

/** Makes `io` speak the tutorial's dialect. */
export function speakTutorial(
  io: TutorialServer,
  options: TutorialOptions,
): void {
  const { capacity, messageScope } = options;
  const { rooms = new Rooms({ capacity, clock: io.clock }) } = options;
  io.on("connection", (socket) => {
    /** By the names of the rooms. */
    const chairs = new Map<string, Chair>();

    socket.on("create or join", (room: unknown) => {
      if (!isRoomName(room) || io.sockets.sockets.has(room)) {
        return refuse(socket, NAME_REFUSAL);
      }
      const clients = rooms.get(room)?.peers.size ?? 0;
      log(socket, `Room ${room} has ${clients} client(s)`);
      log(socket, `Request to create or join room ${room}`);
      const chair = chairs.get(room);
      if (chair) return chair.welcomeAgain();
      return new Chair(socket, room, rooms, chairs).take();
    });

    socket.on("message", (...args) => {
      // Who asks for an answer has a function at the end, which is not for the others.
      const done = args.at(-1);
      const message = typeof done === "function" ? args.slice(0, -1) : args;
      log(socket, "Got message:", ...message);
      const others = messageScope === "all"
        ? socket.broadcast
        : socket.to(roomsOf(socket));
      others.emit("message", ...message);
      if (typeof done === "function") done();
    });

    socket.on("bye", (room: unknown) => {
      if (typeof room === "string") chairs.get(room)?.leave();
    });

    socket.on("away", () => {
      for (const chair of chairs.values()) chair.away();
    });
    socket.on("back", () => {
      for (const chair of chairs.values()) chair.back();
    });
    socket.on("disconnecting", (reason) => {
      for (const chair of [...chairs.values()]) {
        if (reason === "server shutting down") chair.drop();
        else chair.leave();
      }
    });
  });
}

/**
 * A client's place in one room. It has nothing to prove whose it is, so it goes with the client's
 * socket.
 */
class Chair implements Port {
  readonly speaksRooms = false;
  readonly #socket: TutorialSocket;
  readonly #room: string;
  readonly #rooms: Rooms;
  /** By the names of the rooms: all of the client's. */
  readonly #chairs: Map<string, Chair>;
  /** Present once the place is taken. */
  #peer: Peer | undefined;

  constructor(
    socket: TutorialSocket,
    room: string,
    rooms: Rooms,
    chairs: Map<string, Chair>,
  ) {
    this.#socket = socket;
    this.#room = room;
    this.#rooms = rooms;
    this.#chairs = chairs;
  }

  /** Asks for the place: it is taken at once, unless someone guards the rooms. */
  take(): void | Promise<void> {
    this.#chairs.set(this.#room, this);
    const refused = (error: unknown) => this.#refused(error);
    const rooms = this.#rooms;
    if (rooms.isGuarded) return rooms.join(this.#applicant).catch(refused);
    try {
      rooms.joinOpen(this.#applicant);
    } catch (error) {
      refused(error);
    }
  }

  /** Answers again who asks again. */
  welcomeAgain(): void {
    if (this.#peer?.place === "room") this.#welcome(this.#peer.room.peers.size);
  }

  /** Gives the place back. */
  leave(): void {
    this.#vacate();
    if (this.#peer) this.#rooms.leave(this.#peer, this);
  }

  /** The client cannot be reached. */
  away(): void {
    if (this.#peer) this.#rooms.away(this.#peer, this);
  }

  /** It is back. */
  back(): void {
    if (this.#peer) this.#rooms.back(this.#peer, this);
  }

  /** The server stops. */
  drop(): void {
    if (this.#peer) this.#rooms.drop(this.#peer, this);
  }

  tell(...telling: Telling): void {
    const [event] = telling;
    switch (event) {
      case "peer-joined":
        return this.#tellJoined(telling[1].id);
      case "peer-left":
        return void this.#socket.emit("bye", telling[1], this.#room);
      case "admitted":
        this.#socket.join(this.#room);
        return this.#greet(telling[1]);
      case "denied":
        this.#vacate();
        return refuse(this.#socket, { ...telling[1], retryable: false });
      case "removed":
        return this.#removed(telling[1]);
    }
  }

  hand(): boolean {
    return false; // It has no word for what is for one alone.
  }

  close(): void {
    this.#vacate();
  }

  expel(): void {
    this.#vacate(); // Its other rooms are no business of whoever rules this one.
  }

  get #applicant(): Applicant {
    const { id, handshake: { address } } = this.#socket;
    return {
      room: this.#room,
      id,
      address,
      page: id,
      profile: STRANGER,
      features: [],
      isReady: true,
      port: this,
      confirm: () => {
        // It may have said bye while it was asked about.
        if (this.#chairs.get(this.#room) !== this) throw GONE;
        this.#socket.join(this.#room);
      },
      accept: (peer, answer) => {
        this.#peer = peer;
        if (answer.state === "joined") return this.#greet(answer);
        this.#socket.leave(this.#room);
        log(this.#socket, `Waiting to be let into room ${this.#room}`);
      },
    };
  }

  #greet({ peers }: Joined): void {
    this.#welcome(peers.length + 1);
    if (peers.length === 0) return;
    this.#socket.emit("ready", this.#room);
    this.#logJoined(this.#socket.id);
  }

  #welcome(clients: number): void {
    const { id } = this.#socket;
    if (clients > 1) return void this.#socket.emit("joined", this.#room, id);
    this.#socket.emit("empty", this.#room);
    this.#socket.emit("created", this.#room, id);
    log(this.#socket, `Client ${id} created room ${this.#room}`);
  }

  #tellJoined(id: string): void {
    this.#socket.emit("join", this.#room, id);
    this.#socket.emit("ready", this.#room);
    this.#logJoined(id);
  }

  #logJoined(id: string): void {
    log(this.#socket, `Client ${id} joined room ${this.#room}`);
  }

  #refused(error: unknown): void {
    this.#vacate();
    if (!(error instanceof Refusal) || error.code === "too-many-rooms") {
      throw error;
    }
    if (error === GONE) return;
    if (error.code === "room-full") this.#socket.emit("full", this.#room);
    else refuse(this.#socket, error);
  }

  #removed(reason: RemovedReason): void {
    this.#vacate();
    // The session was kept for longer than the place. To begin anew is all that the client knows.
    if (reason === "timeout") this.#socket.disconnect(true);
    else this.#socket.emit("bye", this.#socket.id, this.#room);
  }

  #vacate(): void {
    if (this.#chairs.get(this.#room) !== this) return;
    this.#chairs.delete(this.#room);
    this.#socket.leave(this.#room);
  }
}

/** The rooms that a client is in: all but its own, which bears its id. */
function roomsOf(socket: TutorialSocket): string[] {
  return [...socket.rooms].filter((room) => room !== socket.id);
}

function log(socket: TutorialSocket, ...line: unknown[]): void {
  socket.emit("log", [">>> Message from server:", ...line]);
}

function refuse(
  socket: TutorialSocket,
  { code, message, retryable }: Pick<Refusal, "code" | "message" | "retryable">,
): void {
  socket.emit("refused", { code, message, retryable });
}

/** A room's name is not a socket's id either: whoever is in that room hears what is for it. */
const NAME_REFUSAL = refusal(
  "room-name-invalid",
  `Cannot enter the room: ${ROOM_NAME_RULE}`,
);

const GONE = refusal("not-joined", "Cannot join: the place was given back");
