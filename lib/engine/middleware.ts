/**
 * Who may come into a namespace, and which events may: the application's questions, asked one after
 * the other.
 *
 * @module
 */

import { contain, Refusal } from "../wire/mod.ts";
import {
  type AskOptions,
  type Decision,
  FAILED,
  refused,
  TIMEOUT,
} from "./question.ts";

/** Lets pass, or, with an error, refuses with the error's message. */
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

/** Asks every middleware about a socket that wants to connect, until one refuses. */
export function ask<S>(
  middlewares: readonly Middleware<S>[],
  socket: S,
  options: AskOptions,
): Promise<Decision<true>> {
  return new Promise((resolve) => {
    consult(middlewares, socket, { ...options, late: TIMEOUT }, (verdict) => {
      if (verdict.state !== "refused") {
        return resolve({ ok: true, value: true });
      }
      const { error } = verdict;
      resolve(
        error instanceof Refusal
          ? refused(error)
          : { ok: false, refusal: FAILED, fault: error },
      );
    });
  });
}

/** What middlewares have decided. */
export type Verdict =
  | { state: "passed" }
  /** One of them threw that, or gave it to `next`. */
  | { state: "refused"; error: unknown }
  /** One of them dealt with it. */
  | { state: "answered" };

/** How middlewares are asked. */
export interface ConsultOptions extends AskOptions {
  /** What is wrong if one takes longer. */
  late: Refusal;
  /**
   * Resolves when what they are asked about has been dealt with: one that has returned by then and
   * has not called `next` is not waited for.
   */
  answered?: Promise<unknown> | undefined;
  /** Hears of what one does wrong after it has decided. */
  stray?: (error: unknown) => void;
}

/**
 * Asks every middleware in turn, until one refuses. As long as none of them has to think, all of it
 * happens before this returns.
 *
 * @param decide Is told, once, what was decided.
 * @returns The end of it: nobody is asked or told any more.
 */
export function consult<S>(
  middlewares: readonly Middleware<S>[],
  subject: S,
  { clock, ms, late, answered, stray }: ConsultOptions,
  decide: (verdict: Verdict) => void,
): () => void {
  /** Which one is asked; whatever another one still says means nothing. */
  let asked = -1;
  let stopTimer = () => {};
  const askNext = () => {
    const turn = ++asked;
    const middleware = middlewares[turn];
    if (!middleware) return decide({ state: "passed" });
    const settle = (verdict: Verdict) => {
      if (asked !== turn) return;
      stopTimer();
      if (verdict.state === "passed") return askNext();
      asked = Infinity;
      decide(verdict);
    };
    const returned = () => {
      if (middleware.length < 2) settle({ state: "passed" });
      else answered?.then(() => settle({ state: "answered" }));
    };
    contain(() => {
      const result = middleware(subject, (error) => {
        const no = error && refusalOf(error);
        settle(no ? { state: "refused", error: no } : { state: "passed" });
      });
      if (!isPromiseLike(result)) return returned();
      return Promise.resolve(result).then(returned);
    }, (error) => {
      if (asked === turn) settle({ state: "refused", error });
      else stray?.(error);
    });
    if (asked !== turn) return;
    stopTimer = clock.after(
      ms,
      () => settle({ state: "refused", error: late }),
    );
  };
  askNext();
  return () => {
    asked = Infinity;
    stopTimer();
  };
}

/** Whatever `await` would wait for: not every library's promise is the platform's own. */
function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (typeof value === "object" || typeof value === "function") &&
    value !== null && "then" in value && typeof value.then === "function";
}

/** `next(error)` is said to the client on purpose, as in Socket.IO: its message is meant for it. */
function refusalOf(error: Error): Refusal {
  if (error instanceof Refusal) return error;
  const data = "data" in error ? error.data : undefined;
  return new Refusal("not-allowed", error.message, false, data);
}
