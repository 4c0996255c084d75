/** What must compile, and what must not: nothing here looks at what runs. */

import type {
  Namespace,
  Server,
  Socket as ServerSocket,
} from "../../lib/engine/mod.ts";
import type { Socket } from "../../lib/client/mod.ts";
import type { Refusal } from "../../lib/wire/mod.ts";

interface ClientEvents {
  rename: (name: string, done: (old: string) => void) => void;
  say: (words: string, loud?: boolean) => void;
  message: (words: string) => void;
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
type TypedNamespace = Namespace<ClientEvents, ServerEvents>;
type TypedClient = Socket<ServerEvents, ClientEvents>;

/** Does not compile unless the two types are the same: `any` is the same as `any` alone. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;
function is<A, B>(_same: Same<A, B>): void {}

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
async function client(socket: TypedClient): Promise<void> {
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

/** What waits for a time: an error comes first, and of many come all answers. */
function timeouts(
  io: Server<ClientEvents, ServerEvents>,
  chat: TypedNamespace,
  socket: Typed,
): void {
  socket.timeout(1).emit("ask", "really?", (error, yes, why) => {
    is<typeof error, Refusal | null>(true);
    is<typeof yes, boolean>(true);
    is<typeof why, string>(true);
  });
  for (
    const audience of [
      io.timeout(1),
      chat.timeout(1),
      chat.to("blue").timeout(1),
      socket.broadcast.timeout(1),
    ]
  ) {
    audience.emit("ask", "really?", (error, answers) => {
      is<typeof error, Refusal | null>(true);
      is<typeof answers, boolean[]>(true);
    });
    // @ts-expect-error: the question is missing
    audience.emit("ask", (_error, answers) => answers);
    // @ts-expect-error: the answers are booleans
    audience.emit("ask", "really?", (_: unknown, answers: string[]) => answers);
    // @ts-expect-error: only clients send it
    audience.emit("rename", "Ada", () => {});
    is<
      Awaited<ReturnType<typeof audience.emitWithAck<"ask">>>,
      boolean[]
    >(true);
    // @ts-expect-error: the acknowledgement is the promise
    void audience.emitWithAck("ask", "really?", () => {});
  }
  // @ts-expect-error: the error comes first
  socket.timeout(1).emit("ask", "really?", (yes: boolean) => yes);
  // @ts-expect-error: the answer has another type
  socket.timeout(1).emit("ask", "really?", (_: unknown, yes: string) => yes);
  // @ts-expect-error: a time is a number
  io.timeout("1");
}

/** A namespace knows its events as the server does. */
function namespace(chat: TypedNamespace): void {
  chat.on("connection", (one) => is<typeof one, Typed>(true));
  chat.once("connect", (one) => one.emit("said", "ada", "hello"));
  chat.prependListener("connection", (one: Typed) => one.id);
  chat.emit("said", "ada", "hello");
  chat.to("blue").volatile.emit("said", "ada", "hello");
  // @ts-expect-error: an argument has another type
  chat.emit("said", "ada", 1);
  // @ts-expect-error: only clients send it
  chat.in("blue").emit("say", "hello");
}

/** All that adds and takes away listeners is typed as `on` is. */
function listeners(socket: Typed, client: TypedClient): void {
  const rename = (name: string) => name;
  socket.addListener("rename", rename).prependListener("rename", rename)
    .prependOnceListener("rename", rename).removeListener("rename", rename)
    .removeAllListeners("rename").removeAllListeners();
  is<ReturnType<typeof socket.listenerCount<"say">>, number>(true);
  client.prependListener("said", (who, words) => who + words);
  client.addListener("disconnect", (reason) => reason === "transport close");
  // @ts-expect-error: no such event
  socket.addListener("shouted", () => {});
  // @ts-expect-error: the name is a string
  socket.prependListener("rename", (name: number) => name);
  // @ts-expect-error: the old name is a string
  socket.prependOnceListener("rename", (_name, done) => done(1));
  // @ts-expect-error: which listener
  socket.removeListener("rename");
  // @ts-expect-error: no such event
  socket.removeAllListeners("shouted");
  // @ts-expect-error: no such event
  socket.listenerCount("shouted");
  // @ts-expect-error: only clients send it
  client.addListener("rename", () => {});
  // @ts-expect-error: no such event
  client.hasListeners("shouted");
}

/** Whoever hears every event hears those too of which the map says nothing. */
function anyEvent(socket: Typed, client: TypedClient): void {
  for (const one of [socket, client]) {
    one.onAny((event, ...args) => {
      is<typeof event, string>(true);
      is<typeof args, unknown[]>(true);
    });
    one.prependAny((event: "say", words: string) => event + words);
    one.onAnyOutgoing((event, first) => {
      is<typeof event, string>(true);
      is<typeof first, unknown>(true);
    });
    one.offAny().offAnyOutgoing(() => {}).prependAnyOutgoing(() => {});
    // @ts-expect-error: a name is a string
    one.onAny((event: number) => event);
    // @ts-expect-error: an argument is unknown
    one.onAny((_event, words) => words.length);
    // @ts-expect-error: a name is a string
    one.prependAnyOutgoing((event: number) => event);
    // @ts-expect-error: an argument is unknown
    one.onAnyOutgoing((_event, words) => words.length);
    // @ts-expect-error: it hears all events
    one.onAny("say", () => {});
    // @ts-expect-error: a listener, not its name
    one.offAny("say");
  }
}

/** A middleware hears what a client sent, which nobody has looked at. */
function middleware(socket: Typed, client: TypedClient): void {
  socket.use(([event, first, ...rest], next) => {
    is<typeof event, string>(true);
    is<typeof first, unknown>(true);
    is<typeof rest, unknown[]>(true);
    next(new Error("no"));
  }).use(async (event) => {
    event[0] = await Promise.resolve("say");
    event.push(1);
    // @ts-expect-error: a name is a string
    event[0] = 1;
  });
  // @ts-expect-error: an argument is unknown
  socket.use(([_event, words]) => words.length);
  // @ts-expect-error: an error, not a sentence
  socket.use((_, next) => next("no"));
  // @ts-expect-error: only a server asks
  client.use(() => {});
}

/** What each end tells its own application. */
function own(socket: Typed, client: TypedClient): void {
  socket.on("away", (reason) => reason === "ping timeout");
  socket.on("back", () => {});
  client.on("reset", (reason, events) => [reason === "gap", events[0]?.args]);
  client.on("error", (refusal) => is<typeof refusal, Refusal>(true));
  client.on("disconnect", (reason) => reason === "io server disconnect");
  // @ts-expect-error: a reason of the server's
  client.on("disconnect", (reason) => reason === "server namespace disconnect");
  // @ts-expect-error: a reason of the client's
  socket.on("disconnect", (reason) => reason === "io client disconnect");
  // @ts-expect-error: a reason is a string
  client.once("disconnect", (reason: number) => reason);
  // @ts-expect-error: only a client tries to connect
  socket.on("connect_error", () => {});
  // @ts-expect-error: only a server is told before
  client.on("disconnecting", () => {});
  // @ts-expect-error: what went wrong is an error
  client.on("connect_error", (error: string) => error);
}

/** A map that has reserved names, which are heard as the library's own and never sent. */
interface Reserved {
  disconnect: (why: number) => void;
  error: () => void;
  say: () => void;
}

async function reserved(
  io: Server<Reserved, Reserved>,
  socket: ServerSocket<Reserved, Reserved>,
  client: Socket<Reserved, Reserved>,
  untyped: Socket,
): Promise<void> {
  client.on("disconnect", (reason) => reason === "transport close");
  // @ts-expect-error: the library's own goes before the map's
  client.on("disconnect", (why: number) => why);
  client.emit("say");
  // @ts-expect-error: nobody can send it
  client.emit("disconnect", 1);
  // @ts-expect-error: nobody can send it
  client.emit("error");
  // @ts-expect-error: nobody can send it
  socket.volatile.emit("error");
  // @ts-expect-error: nobody can send it
  io.to("blue").emit("disconnect", 1);
  // @ts-expect-error: nobody can send it
  io.emit("error");
  // @ts-expect-error: nobody can send it
  io.timeout(1).emit("disconnect", 1, () => {});
  // @ts-expect-error: nobody can send it
  socket.timeout(1).emit("disconnect", 1, () => {});
  // @ts-expect-error: nobody can ask it
  await client.emitWithAck("error");
  // @ts-expect-error: nobody can ask it
  await io.timeout(1).emitWithAck("disconnect", 1);
  // @ts-expect-error: nobody can send it, whatever else there is
  untyped.emit("connect");
  // @ts-expect-error: nobody can ask it, whatever else there is
  await untyped.emitWithAck("connect_error", 1);
}

/** `send` is for whoever has a `message` in their map. */
function message(socket: Typed, client: TypedClient, untyped: Socket): void {
  client.send("hello").write("hello");
  untyped.send("anything", 1, () => {});
  untyped.volatile.send();
  // @ts-expect-error: words are a string
  client.send(1);
  // @ts-expect-error: there are words
  client.write();
  // @ts-expect-error: the server has no `message` in its map
  socket.send("hello");
  // @ts-expect-error: nor without arguments
  socket.write();
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
  void [timeouts, namespace, listeners];
  void [anyEvent, middleware, own, reserved, message];
});
