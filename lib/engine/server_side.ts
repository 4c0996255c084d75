/**
 * The events that the servers of several nodes send each other.
 *
 * @module
 */

import {
  contain,
  HANDLER_FAILED,
  type Listener,
  no,
  Refusal,
  settler,
} from "../wire/mod.ts";
import type { Reply } from "./adapter.ts";
import { type AnyPlace, countNodes } from "./audience_place.ts";
import { Gathering } from "./gathering.ts";
import { answersIn } from "./timed_audience.ts";

/** The names that a namespace tells by itself, so that no other server may. */
const RESERVED: ReadonlySet<string> = new Set([
  "connect",
  "connection",
  "new_namespace",
]);

/**
 * Sends an event to the servers of the other nodes.
 *
 * @param done Hears the first argument of each server's answer, or an error and those that came in
 * time; without it, nobody is asked for one.
 * @throws {TypeError} If the event's name is reserved.
 */
export function emitServerSide(
  { adapter, clock, ackMs: ms, fault }: AnyPlace,
  event: string,
  args: readonly unknown[],
  done?: (error: Refusal | null, answers: unknown[]) => void,
): void {
  if (RESERVED.has(event)) {
    throw new TypeError(
      `Cannot send "${event}" to other servers: the name is reserved`,
    );
  }
  if (!done) return adapter.serverSideEmit(event, args);
  const gathering = new Gathering<Reply>(clock, ms, (error, replies) => {
    done(error, answersIn(replies));
  });
  const reply = (reply: Reply) => {
    gathering.expect(1);
    gathering.add(reply);
  };
  try {
    adapter.serverSideEmit(event, args, { ms, reply });
  } catch (error) {
    gathering.cancel();
    throw error;
  }
  countNodes(
    [adapter.serverCount()],
    (count) => gathering.setNodes(count - 1),
    (error) => fault(error, event),
  );
}

/** What a namespace does with an event of another server's. */
export interface ServerSideHearing {
  /** Hands each listener to `call`; `false` if there is none. */
  tell(call: (listener: Listener) => void): boolean;
  /** Hears of what a listener threw. */
  fault(error: unknown): void;
}

/**
 * Calls the listeners of an event that another server has sent.
 *
 * @param reply Takes the one reply, if the other server waits for it.
 */
export function hearServerSide(
  event: string,
  args: readonly unknown[],
  reply: ((reply: Reply) => void) | undefined,
  { tell, fault }: ServerSideHearing,
): void {
  const settle = reply && settler(reply);
  const answer = (...args: unknown[]) => settle?.({ args });
  const call = reply ? [...args, answer] : args;
  const isHeard = !RESERVED.has(event) && tell((listener) => {
    contain(() => listener(...call), (error) => {
      if (!(error instanceof Refusal)) fault(error);
      settle?.(no(error instanceof Refusal ? error : HANDLER_FAILED));
    });
  });
  if (!isHeard) settle?.(no(UNHEARD));
}

const UNHEARD = new Refusal(
  "event-unhandled",
  "Cannot answer: nobody listens to the event",
);
