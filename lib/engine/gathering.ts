/**
 * The answers of many: counted until all have come, or the time is over.
 *
 * @module
 */

import { type Clock, Refusal } from "../wire/mod.ts";

/** What came of asking: all answers, or, with an error, those that came in time. */
export type GatheringOutcome<T> = (error: Refusal | null, answers: T[]) => void;

/**
 * Answers that are waited for. It is over when each node has said how many it asks and as many
 * have answered, or when the time is; what comes after that is ignored.
 *
 * @typeParam T An answer.
 */
export class Gathering<T> {
  readonly #answers: T[] = [];
  readonly #done: GatheringOutcome<T>;
  readonly #stopTimer: () => void;
  #isOver = false;
  /** How many nodes there are, as soon as that is known. */
  #nodes: number | undefined;
  #nodesHeard = 0;
  #missing = 0;

  /**
   * Begins to wait.
   *
   * @param clock Where the time comes from.
   * @param ms Milliseconds that the answers may take.
   * @param done Hears, once, what came of it.
   */
  constructor(clock: Clock, ms: number, done: GatheringOutcome<T>) {
    this.#done = done;
    this.#stopTimer = clock.after(ms, () => {
      const message = `Cannot wait any longer: not all answered in ${ms} ms`;
      this.#end(new Refusal("timeout", message));
    });
  }

  /** Says how many nodes are asked. */
  setNodes(count: number): void {
    this.#nodes = count;
    this.#check();
  }

  /** Takes note that one more node is known to ask `count`. */
  expect(count: number): void {
    this.#nodesHeard += 1;
    this.#missing += count;
    this.#check();
  }

  /** Takes one answer. */
  add(answer: T): void {
    if (this.#isOver) return;
    this.#answers.push(answer);
    this.#missing -= 1;
    this.#check();
  }

  /** Waits no longer, and tells nobody: the question could not be asked. */
  cancel(): void {
    this.#isOver = true;
    this.#stopTimer();
  }

  #check(): void {
    if (this.#nodesHeard === this.#nodes && this.#missing === 0) this.#end();
  }

  #end(error: Refusal | null = null): void {
    if (this.#isOver) return;
    this.cancel();
    this.#done(error, this.#answers);
  }
}
