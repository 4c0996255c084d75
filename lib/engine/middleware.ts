/**
 * Who may come into a namespace: the application's questions, asked one after the other.
 *
 * @module
 */

import { Refusal } from "../wire/mod.ts";
import { type AskOptions, decide, type Decision } from "./question.ts";

/** Lets the socket pass, or, with an error, refuses it with the error's message. */
export type Next = (error?: Error) => void;

/**
 * Looks at a socket that wants to connect, whose `handshake.auth` nobody has checked yet. It calls
 * `next`, or, if it does not take `next`, returns (or resolves) to let the socket pass. A
 * {@linkcode Refusal} that it throws refuses the socket, and so does any other error, of which the
 * client learns nothing.
 *
 * @typeParam S The socket.
 *
 * @example
 * ```ts ignore
 * io.use(async (socket) => {
 *   const user = await userOf(socket.handshake.auth);
 *   if (!user) throw new Refusal("not-allowed", "Cannot connect: the token is not valid");
 *   socket.data.user = user;
 * });
 * ```
 */
export type Middleware<S> = (socket: S, next: Next) => unknown;

/** Asks every middleware in turn, until one refuses. */
export async function ask<S>(
  middlewares: readonly Middleware<S>[],
  socket: S,
  options: AskOptions,
): Promise<Decision<true>> {
  for (const middleware of middlewares) {
    const decision = await askOne(middleware, socket, options);
    if (!decision.ok) return decision;
  }
  return { ok: true, value: true };
}

function askOne<S>(
  middleware: Middleware<S>,
  socket: S,
  options: AskOptions,
): Promise<Decision<true>> {
  const takesNext = middleware.length > 1;
  return decide<true>(async (answer) => {
    await middleware(socket, (error) => {
      answer(error ? refusalOf(error) : true);
    });
    if (!takesNext) answer(true);
  }, options);
}

/** `next(error)` is said to the client on purpose, as in Socket.IO: its message is meant for it. */
function refusalOf(error: Error): Refusal {
  if (error instanceof Refusal) return error;
  const data = "data" in error ? error.data : undefined;
  return new Refusal("not-allowed", error.message, false, data);
}
