/**
 * The dialect of the tutorial that everyone has copied: `create or join`, `created`, `join`,
 * `joined`, `full`, `message`, `log`; and `bye`, which it forgot.
 *
 * @module
 */

import type { Server, Socket } from "../engine/mod.ts";

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
  /** To everyone in a room: `id` has left, or has vanished. */
  bye: (id: string, room: string) => void;
  /** To the others: what someone said. */
  message: (...message: unknown[]) => void;
  /** To the client that set it off: what the server did, to be shown in the browser's console. */
  log: (line: unknown[]) => void;
  /** To whoever asked for something that is never possible. */
  refused: (
    refusal: { code: string; message: string; retryable: boolean },
  ) => void;
}

/** How the dialect behaves. */
export interface TutorialOptions {
  /** How many may be in a room. The tutorial has 2. */
  capacity: number;
  /**
   * Who hears a `message`: the others in the sender's rooms, or, as in the tutorial, every other
   * client there is.
   */
  messageScope: "room" | "all";
}

type TutorialSocket = Socket<TutorialClientEvents, TutorialServerEvents>;

/** Letters of any script, marks, digits, `_`, `-`, `.` and spaces within: nothing that hides. */
const ROOM_NAME_REGEXP =
  /^(?=.{1,64}$)[\p{L}\p{N}_.-][\p{L}\p{M}\p{N}_. -]*(?<! )$/u;

/** Makes `io` speak the tutorial's dialect. */
export function speakTutorial(
  io: Server<TutorialClientEvents, TutorialServerEvents>,
  { capacity, messageScope }: TutorialOptions,
): void {
  io.on("connection", (socket) => {
    socket.on("create or join", (room: unknown) => {
      if (!isRoomName(room) || io.sockets.sockets.has(room)) {
        return refuseName(socket);
      }
      const clients = io.sockets.adapter.rooms.get(room)?.size ?? 0;
      const others = socket.rooms.has(room) ? clients - 1 : clients;
      log(socket, `Room ${room} has ${clients} client(s)`);
      log(socket, `Request to create or join room ${room}`);
      if (others === 0) create(socket, room);
      else if (others < clients) socket.emit("joined", room, socket.id);
      else if (others < capacity) join(io, socket, room);
      else socket.emit("full", room);
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
      if (typeof room === "string" && roomsOf(socket).includes(room)) {
        leave(socket, room);
      }
    });

    socket.on("disconnecting", () => {
      for (const room of roomsOf(socket)) leave(socket, room);
    });
  });
}

function create(socket: TutorialSocket, room: string): void {
  socket.join(room);
  socket.emit("empty", room);
  socket.emit("created", room, socket.id);
  log(socket, `Client ${socket.id} created room ${room}`);
}

function join(
  io: Server<TutorialClientEvents, TutorialServerEvents>,
  socket: TutorialSocket,
  room: string,
): void {
  socket.join(room);
  socket.to(room).emit("join", room, socket.id);
  socket.emit("joined", room, socket.id);
  io.in(room).emit("ready", room);
  for (const to of [socket, socket.to(room)]) {
    log(to, `Client ${socket.id} joined room ${room}`);
  }
}

function leave(socket: TutorialSocket, room: string): void {
  socket.leave(room);
  socket.to(room).emit("bye", socket.id, room);
}

/** The rooms that a client asked for: all but its own, which bears its id. */
function roomsOf(socket: TutorialSocket): string[] {
  return [...socket.rooms].filter((room) => room !== socket.id);
}

function log(
  to: { emit(event: "log", line: unknown[]): unknown },
  ...line: unknown[]
): void {
  to.emit("log", [">>> Message from server:", ...line]);
}

/** A room's name is not a socket's id either: whoever is in that room hears what is for it. */
function isRoomName(name: unknown): name is string {
  return typeof name === "string" && ROOM_NAME_REGEXP.test(name);
}

function refuseName(socket: TutorialSocket): void {
  socket.emit("refused", {
    code: "room-name-invalid",
    message:
      "Cannot enter the room: its name must be 1 to 64 letters, digits, spaces or any of _ . -",
    retryable: false,
  });
}
