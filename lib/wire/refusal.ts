/**
 * A "no" that the other side is meant to hear.
 *
 * @module
 */

/**
 * An error with a stable code, made for the peer: thrown in an event's handler it becomes the
 * answer to that event, whereas of any other error the peer learns only that the handler failed.
 *
 * @example Refuse an event
 * ```ts ignore
 * socket.on("rename", (name: string) => {
 *   if (name === "") throw new Refusal("name-empty", "Cannot rename: the name is empty");
 * });
 * ```
 */
export class Refusal extends Error {
  /** A name that a program can keep: lower case, words joined by hyphens. */
  readonly code: string;
  /** Whether the same thing may work if it is tried again later. */
  readonly retryable: boolean;
  /** What else the application says about it; only a refused connection carries it. */
  readonly data: unknown;

  /**
   * Makes the error; `throw` says it.
   *
   * @param code The stable name.
   * @param message A sentence for people: what cannot be done, and why.
   * @param retryable Whether trying again later may help; `false` unless said otherwise.
   * @param data What else there is to say.
   */
  constructor(
    code: string,
    message: string,
    retryable: boolean = false,
    data?: unknown,
  ) {
    super(message);
    this.name = "Refusal";
    this.code = `${code}`; // As the message is: code without types may give anything.
    this.retryable = retryable;
    this.data = data;
  }
}

/** What the other side said no with, as an error. */
export function refusal(
  { code, message, retryable, data }: {
    code: string;
    message: string;
    retryable?: boolean;
    data?: unknown;
  },
): Refusal {
  return new Refusal(code, message, retryable, data);
}
