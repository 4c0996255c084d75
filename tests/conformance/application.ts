/** What runs on the server in a transcript: docs/transcripts/README.md has the same as a table. */

import type { Namespace, Server, Socket } from "../../lib/engine/mod.ts";
import { speakRooms, speakTutorial } from "../../lib/signaling/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import type { Head } from "./transcript.ts";

type Done = (...answer: unknown[]) => void;

/** How long the application waits for an answer, in milliseconds. */
const ANSWER_MS = 5_000;

/** Makes `io` run what a transcript is about. */
export function run(application: Head["application"], io: Server): void {
  if (application === "tutorial") {
    return speakTutorial(io, { capacity: 2, messageScope: "room" });
  }
  if (application === "rooms") return void speakRooms(io, { capacity: 2 });
  io.of("/guarded").use(guard);
  io.of("/gated").on("connection", (socket) => {
    socket.use(([event], next) => event === "wait" ? undefined : next());
  });
  io.of(/^\/room-\d$/).on("connection", (socket) => {
    attend(socket, socket.nsp);
  });
  for (const name of ["/", "/chat", "/guarded", "/gated"]) {
    const namespace = io.of(name);
    namespace.on("connection", (socket) => attend(socket, namespace));
  }
}

/** Lets in who shows the token "good"; if it is good once, not again. */
function guard({ connected, handshake }: Socket): unknown {
  const { token, once } = Object(handshake.auth);
  switch (connected && once ? "bad" : token) {
    case "good":
      return;
    case "bad":
      throw new Refusal(
        "not-allowed",
        "Cannot connect: the token is bad",
        false,
        {
          try: "good",
        },
      );
    case "broken":
      throw new Error("Nobody is to hear of this");
    case "slow":
      return new Promise(() => {});
    default:
      throw new Refusal("token-missing", "Cannot connect: show a token", true);
  }
}

function attend(socket: Socket, namespace: Namespace): void {
  socket.on("echo", (...args: unknown[]) => {
    const done = args.pop();
    if (isDone(done)) done(...args);
  });
  socket.on("enter", (room: string) => socket.join(room));
  socket.on("leave", (room: string) => socket.leave(room));
  socket.on("say", (room: string, ...words: unknown[]) => {
    socket.to(room).emit("said", ...words);
  });
  socket.on("shout", (...words: unknown[]) => {
    namespace.emit("said", ...words);
  });
  socket.on("count", (to: number) => {
    for (let n = 1; n <= to; n++) socket.emit("counted", n);
  });
  socket.on("whisper", (...words: unknown[]) => {
    socket.volatile.emit("whispered", ...words);
  });
  socket.on("ask", (question: unknown) => {
    socket.timeout(ANSWER_MS).emit(
      "question",
      question,
      (error: Refusal | null, answer: unknown) => {
        if (error) socket.emit("unanswered", error.code);
        else socket.emit("answered", answer);
      },
    );
  });
  socket.on("poll", (question: unknown) => {
    namespace.timeout(ANSWER_MS).emit(
      "question",
      question,
      (error: Refusal | null, answers: unknown[]) => {
        if (error) socket.emit("unanswered", error.code, answers);
        else socket.emit("answered", answers);
      },
    );
  });
  let count = 0;
  socket.on("how often", (done: (count: number) => void) => done(++count));
  socket.on("fail", () => {
    throw new Error("Nobody is to hear of this");
  });
  socket.on("refuse", (code: string, message: string) => {
    throw new Refusal(code, message);
  });
  socket.on("part", () => void socket.disconnect());
  socket.on("dismiss", () => void socket.disconnect(true));
}

function isDone(value: unknown): value is Done {
  return typeof value === "function";
}
