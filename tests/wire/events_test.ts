/** What must compile, and what must not: nothing here looks at what runs. */

import type { Server, Socket as ServerSocket } from "../../lib/engine/mod.ts";
import type { Socket } from "../../lib/client/mod.ts";

interface ClientEvents {
  rename: (name: string, done: (old: string) => void) => void;
  say: (words: string, loud?: boolean) => void;
}

interface BetweenServers {
  moved: (room: string, to: number) => void;
  load: (done: (sockets: number) => void) => void;
}

interface Known {
  user: string;
}

interface ServerEvents {
  said: (who: string, words: string) => void;
  ask: (question: string, answer: (yes: boolean, why: string) => void) => void;
  shut: (done: () => void) => void;
}

type Typed = ServerSocket<ClientEvents, ServerEvents>;

/** Never called: the compiler reads it. */
function server(io: Server<ClientEvents, ServerEvents>, socket: Typed): void {
  io.on("connection", (socket: Typed) => socket.id);
  io.emit("said", "ada", "hello");
  io.to("blue").except(["green"]).emit("said", "ada", "hello");
  // @ts-expect-error: an argument is missing
  io.emit("said", "ada");
  // @ts-expect-error: an argument has another type
  io.to("blue").emit("said", "ada", 1);
  // @ts-expect-error: only clients send it
  io.emit("say", "hello");
  // @ts-expect-error: no such event
  socket.broadcast.emit("shouted", "ada");
  // @ts-expect-error: a room is a string
  io.to(1).emit("said", "ada", "hello");
  // @ts-expect-error: the event's name is a string
  socket.to("blue").emit(1);

  socket.on("rename", (name, done) => done(name.toUpperCase()));
  socket.on("say", (words, loud) => loud === true && words.length);
  socket.on("disconnect", (reason) => reason === "transport close");
  socket.once("disconnecting", (reason) => reason === "ping timeout");
  // @ts-expect-error: no such reason
  socket.on("disconnect", (reason) => reason === "boredom");
  // @ts-expect-error: the answer is a string
  socket.on("rename", (_name, done) => done(1));
  // @ts-expect-error: a listener that wants another type
  socket.on("say", (words: { text: string }) => words);
  // @ts-expect-error: only the server sends it
  socket.on("said", () => {});
  // @ts-expect-error: no such event
  socket.off("shouted");

  socket.emit("ask", "really?", (yes, why) => yes && why.length);
  // @ts-expect-error: the answer has another type
  socket.emit("ask", "really?", (yes: string) => yes);
  // @ts-expect-error: its own events are not for sending
  socket.emit("disconnect", "transport close");
}

/** Never called either. */
async function answers(socket: Typed): Promise<void> {
  const yes: boolean = await socket.emitWithAck("ask", "really?");
  const nothing: undefined = await socket.emitWithAck("shut");
  const unknown: unknown = await socket.emitWithAck("said", "ada", "hello");
  // @ts-expect-error: the answer is a boolean
  const text: string = await socket.emitWithAck("ask", "really?");
  // @ts-expect-error: the question is missing
  await socket.emitWithAck("ask");
  // @ts-expect-error: the acknowledgement is the promise
  await socket.emitWithAck("ask", "really?", () => {});
  // @ts-expect-error: what an event without an acknowledgement answers is unknown
  const length: number = await socket.emitWithAck("said", "ada", "hello");
  void [yes, nothing, unknown, text, length];
}

/** Nor this one: a client has the two maps the other way round. */
async function client(
  socket: Socket<ServerEvents, ClientEvents>,
): Promise<void> {
  socket.on("said", (who, words) => who + words);
  socket.on("ask", (_question, answer) => answer(true, "because"));
  socket.on("connect_error", (error) => error.message);
  socket.emit("say", "hello").emit("rename", "Ada", (old) => old.length);
  const old: string = await socket.emitWithAck("rename", "Ada");
  // @ts-expect-error: only the server sends it
  socket.emit("said", "ada", "hello");
  // @ts-expect-error: only clients send it
  socket.on("say", () => {});
  // @ts-expect-error: both answers are needed
  socket.on("ask", (_question, answer) => answer(true));
  // @ts-expect-error: no id while not connected
  const id: string = socket.id;
  void [old, id];
}

/** Whoever does not type their events gets any name, and `unknown` to look at. */
function untyped(io: Server, socket: Socket): void {
  io.emit("anything", 1, {});
  io.on("connection", (socket) => {
    socket.on("say", (words: string, loud: boolean) => loud && words);
    // @ts-expect-error: what an untyped client sends is unknown
    socket.on("say", (words) => words.length);
  });
  socket.emit("anything", 1, {});
}

/** Nor this one: several nodes, and what is kept with a socket. */
async function nodes(
  io: Server<ClientEvents, ServerEvents, BetweenServers, Known>,
): Promise<void> {
  io.on("connection", (socket) => {
    const user: string = socket.data.user;
    // @ts-expect-error: nobody said that it is kept
    socket.data.age;
    socket.nsp.emit("said", user, "hello");
    socket.nsp.serverSideEmit("moved", "blue", 1);
  });
  io.use((socket) => void (socket.data.user = "Ada"));
  io.on("moved", (room, to) => room.length + to);
  io.sockets.on("load", (done) => done(1));
  // @ts-expect-error: no such event between servers
  io.on("said", () => {});
  // @ts-expect-error: the answer is a number
  io.on("load", (done) => done("many"));
  io.serverSideEmit("moved", "blue", 1);
  io.serverSideEmit("load", (error, loads) => error?.code ?? loads.at(0));
  const loads: number[] = await io.serverSideEmitWithAck("load");
  // @ts-expect-error: an argument is missing
  io.serverSideEmit("moved", "blue");
  // @ts-expect-error: only clients are told it
  io.serverSideEmit("said", "ada", "hello");
  const [socket] = await io.in("blue").fetchSockets();
  const user: string | undefined = socket?.data.user;
  const yes = await socket?.timeout(1_000).emitWithAck("ask", "really?");
  const sure: boolean | undefined = yes;
  void [loads, user, sure];
}

/** Nor this one: namespaces with events of their own. */
function namespaces(io: Server<ClientEvents, ServerEvents>): void {
  io.of("/", (socket) => socket.emit("said", "ada", "hello"));
  const chat = io.of<{ type: () => void }, { typing: (who: string) => void }>(
    "/chat",
    (socket) => socket.emit("typing", "ada"),
  );
  chat.emit("typing", "ada");
  // @ts-expect-error: an event of the main namespace
  chat.emit("said", "ada", "hello");
  chat.on("connection", (socket) => socket.on("type", () => {}));
  const parent = io.of<ClientEvents, ServerEvents>(/^\/t-/);
  parent.on("connection", (socket) => socket.on("say", (words) => words));
  parent.to("blue").emit("said", "ada", "hello");
  // @ts-expect-error: an argument is missing
  parent.emit("said", "ada");
  io.of((name, _auth, next) => next(null, name === "/x"));
  io.of(async (name) => await Promise.resolve(name === "/x"));
  // @ts-expect-error: no event of the server's is called message
  io.send("hello");
}

/** Nor this one. */
function messages(io: Server<ClientEvents, { message: (n: number) => void }>) {
  io.send(1);
  io.to("blue").write(2);
  // @ts-expect-error: a message is a number
  io.sockets.send("one");
}

Deno.test("Server and Socket keep to the maps of events that they were given", () => {
  void [server, answers, client, untyped, nodes, namespaces, messages];
});
