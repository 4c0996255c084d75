/** What must compile, and what must not: nothing here looks at what runs. */

import type { Server, Socket as ServerSocket } from "../../lib/engine/mod.ts";
import type { Socket } from "../../lib/client/mod.ts";

interface ClientEvents {
  rename: (name: string, done: (old: string) => void) => void;
  say: (words: string, loud?: boolean) => void;
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
  // @ts-expect-error: no such event on a server
  io.on("said", () => {});
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

Deno.test("Server and Socket keep to the maps of events that they were given", () => {
  void [server, answers, client, untyped];
});
