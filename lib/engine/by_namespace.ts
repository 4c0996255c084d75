/**
 * What a session has in each of its namespaces: nearly always in the main one alone, which needs no
 * table.
 *
 * @module
 */

import { MAIN_NAMESPACE } from "../wire/mod.ts";

/**
 * A map from namespaces to something of each.
 *
 * @typeParam T What there is.
 */
export class ByNamespace<T> {
  #main: T | undefined;
  #others: Map<string, T> | undefined;

  /** Of how many namespaces there is something. */
  get size(): number {
    return (this.#main === undefined ? 0 : 1) + (this.#others?.size ?? 0);
  }

  /** What there is of that namespace. */
  get(ns: string): T | undefined {
    return ns === MAIN_NAMESPACE ? this.#main : this.#others?.get(ns);
  }

  /** Takes what there is of a namespace from now on. */
  set(ns: string, value: T): void {
    if (ns === MAIN_NAMESPACE) this.#main = value;
    else (this.#others ??= new Map<string, T>()).set(ns, value);
  }

  /** Forgets what there is of a namespace; `false` if there is nothing. */
  delete(ns: string): boolean {
    if (ns !== MAIN_NAMESPACE) return this.#others?.delete(ns) ?? false;
    const found = this.#main !== undefined;
    this.#main = undefined;
    return found;
  }

  /** Everything there is, as it is now. */
  get all(): [ns: string, value: T][] {
    const others = this.#others ? [...this.#others] : [];
    return this.#main === undefined
      ? others
      : [[MAIN_NAMESPACE, this.#main], ...others];
  }
}
