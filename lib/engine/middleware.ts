/**
 * Who may come into a namespace: the application's questions, asked one after the other.
 *
 * @module
 */

import { type Clock, Refusal } from "../wire/mod.ts";

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

/** What came of asking. */
export type Verdict =
  | { ok: true }
  /** `fault` is what a middleware threw that was not meant for the client. */
  | { ok: false; refusal: Refusal; fault?: unknown };

/** How long a middleware may take. */
export interface AskOptions {
  /** Where the time comes from. */
  clock: Clock;
  /** Milliseconds for each. */
  ms: number;
}

/** Asks every middleware in turn, until one refuses. */
export async function ask<S>(
  middlewares: readonly Middleware<S>[],
  socket: S,
  options: AskOptions,
): Promise<Verdict> {
  for (const middleware of middlewares) {
    const verdict = await askOne(middleware, socket, options);
    if (!verdict.ok) return verdict;
  }
  return { ok: true };
}

async function askOne<S>(
  middleware: Middleware<S>,
  socket: S,
  { clock, ms }: AskOptions,
): Promise<Verdict> {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const stopTimer = clock.after(ms, () => {
    resolve({ ok: false, refusal: TIMEOUT });
  });
  const takesNext = middleware.length > 1;
  const work = async () => {
    await middleware(socket, (error) => {
      resolve(error ? { ok: false, refusal: refusalOf(error) } : { ok: true });
    });
    if (!takesNext) resolve({ ok: true });
  };
  work().catch((error) => {
    resolve(
      error instanceof Refusal
        ? { ok: false, refusal: error }
        : { ok: false, refusal: FAILED, fault: error },
    );
  });
  const verdict = await promise;
  stopTimer();
  return verdict;
}

/** `next(error)` is said to the client on purpose, as in Socket.IO: its message is meant for it. */
function refusalOf(error: Error): Refusal {
  if (error instanceof Refusal) return error;
  const data = "data" in error ? error.data : undefined;
  return new Refusal("not-allowed", error.message, false, data);
}

const FAILED = new Refusal(
  "middleware-failed",
  "Cannot connect: the server failed to decide",
  true,
);

const TIMEOUT = new Refusal(
  "middleware-timeout",
  "Cannot connect: the server took too long to decide",
  true,
);
