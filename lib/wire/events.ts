/**
 * The types of events: maps from a name to the function that hears it, as in Socket.IO.
 *
 * @module
 */

import type { ReservedEvent } from "./protocol.ts";
import type { Refusal } from "./refusal.ts";

/**
 * A function that hears an event.
 *
 * It is written as a method so that its parameters compare both ways: where events are not
 * typed, a handler may say what it expects (`(room: string) => …`), and one that does not say
 * gets `unknown`, to be looked at before use.
 */
export type Listener = { hear(...args: unknown[]): unknown }["hear"];

/**
 * A function that hears every event, whatever its name: those too that the map of events does not
 * have, so that a type could promise nothing of them. If the event asks for an answer, the function
 * that gives it is the last argument.
 */
export type AnyListener = {
  hear(event: string, ...args: unknown[]): unknown;
}["hear"];

/**
 * An event that has come in: its name, its arguments, and last, if it asks for an answer, the
 * function that gives it. Who changes it changes what its listeners hear.
 */
export type IncomingEvent = [event: string, ...args: unknown[]];

/** What a map of events has to look like: `{ name: (argument: Type) => void }`. */
export type EventMap<T> = { [E in keyof T]: Listener };

/** The map of whoever did not type their events: any name, any arguments. */
export interface AnyEvents {
  /** Any event of the application. */
  [event: string]: Listener;
}

/** The names that can be heard: the application's (`T`) and the library's own (`Own`). */
export type EventName<T, Own = Record<never, never>> =
  & (keyof T | keyof Own)
  & string;

/** The function that hears `E`; where both maps have the name, the library's own is meant. */
export type ListenerOf<T extends EventMap<T>, Own extends EventMap<Own>, E> =
  E extends keyof Own ? Own[E]
    : E extends keyof T ? T[E]
    : never;

/** The parameters of the function that hears an event, its acknowledgement last if it has one. */
export type Heard<T, E extends keyof T> = T[E] extends
  (...args: infer A) => unknown ? A
  : never;

/** `Args`, but for an event whose name is reserved: nobody can send it, not even without any. */
export type Unless<Args extends unknown[], E> = E extends ReservedEvent ? never
  : Args;

/** The arguments of an event, its acknowledgement last if it has one. */
export type EventArgs<T, E extends keyof T> = Unless<Heard<T, E>, E>;

/** The arguments of `send`: those of the event `message`, if there is one. */
export type MessageArgs<T> = "message" extends keyof T ? Heard<T, "message">
  : never;

/** The arguments of an event that is sent by `emitWithAck`: all but the acknowledgement. */
export type ArgsBeforeAck<T, E extends keyof T> = Unless<
  Heard<T, E> extends [...infer Before, (...answer: never[]) => unknown]
    ? Before
    : Heard<T, E>,
  E
>;

/** What `emitWithAck` resolves to: the first argument of the acknowledgement. */
export type Answer<T, E extends keyof T> = Heard<T, E> extends
  [...unknown[], (...answer: infer A) => unknown]
  ? A extends [infer First, ...unknown[]] ? First
  : undefined
  : unknown;

/** The arguments of an event that is sent with `timeout`: its acknowledgement takes an error first. */
export type ArgsWithError<T, E extends keyof T> = Unless<
  Heard<T, E> extends [...infer Before, (...answer: infer A) => infer R]
    ? [...Before, (error: Refusal | null, ...answer: A) => R]
    : Heard<T, E>,
  E
>;

/** The arguments of a broadcast with `timeout`: its acknowledgement takes an error and all answers. */
export type ArgsWithAnswers<T, E extends keyof T> = Unless<
  Heard<T, E> extends [...infer Before, (...answer: infer A) => infer R] ? [
      ...Before,
      (
        error: Refusal | null,
        answers: (A extends [infer First, ...unknown[]] ? First : undefined)[],
      ) => R,
    ]
    : Heard<T, E>,
  E
>;
