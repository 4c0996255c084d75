/**
 * What was sent, what arrived, and whether the promise was kept: between two resets, what arrives
 * is a prefix of what was sent, once each and in order; what did not arrive is reported.
 */

interface Up {
  /** The last number that the client emitted. */
  emitted: number;
  /** The numbers that arrived at some server, in order. */
  readonly arrived: number[];
  /** The numbers that a reset reported as perhaps lost. */
  readonly reported: Set<number>;
}

interface Down {
  emitted: number;
  arrived: number;
}

export class History {
  /** How the promise was broken, in words. */
  readonly violations: string[] = [];
  readonly #up: Up[] = [];
  readonly #down = new Map<string, Down>();
  readonly #asked = new Map<string, number>();

  // -- From the client to the server --

  clientIncarnation(): number {
    return this.#up.push({ emitted: 0, arrived: [], reported: new Set() }) - 1;
  }

  emitsUp(from: number): number {
    return this.#upOf(from).emitted += 1;
  }

  arrivedUp(from: number, n: number): void {
    const { arrived } = this.#upOf(from);
    const last = arrived.at(-1) ?? 0;
    if (n <= last) {
      this.#violated(
        `up ${from} ${n} after ${last}: twice, or out of order`,
      );
    }
    arrived.push(n);
  }

  reset(from: number, numbers: number[]): void {
    for (const n of numbers) this.#upOf(from).reported.add(n);
  }

  // -- From the server to the client --

  serverSocket(id: string): void {
    this.#down.set(id, { emitted: 0, arrived: 0 });
  }

  emitsDown(id: string): number {
    return this.#downOf(id).emitted += 1;
  }

  arrivedDown(id: string, n: number): void {
    const down = this.#downOf(id);
    if (n !== down.arrived + 1) {
      this.#violated(
        `down ${id} ${n} after ${down.arrived}: a gap, twice, or out of order`,
      );
    }
    down.arrived = n;
  }

  // -- Answers --

  asks(what: string): () => void {
    this.#asked.set(what, 0);
    return () => {
      const times = (this.#asked.get(what) ?? 0) + 1;
      this.#asked.set(what, times);
      if (times > 1) this.#violated(`${what} was answered twice`);
    };
  }

  fault(error: unknown): void {
    this.#violated(`a handler failed: ${error}`);
  }

  /** Everything that was on its way has arrived: what is missing now is lost. */
  settled(incarnation: number, id: string | undefined): void {
    if (id === undefined) return this.#violated("the client has not come back");
    const { emitted, arrived, reported } = this.#upOf(incarnation);
    const there = new Set(arrived);
    for (let n = 1; n <= emitted; n++) {
      if (!there.has(n) && !reported.has(n)) {
        this.#violated(`up ${incarnation} ${n} is lost, and nobody was told`);
      }
    }
    const down = this.#downOf(id);
    if (down.arrived !== down.emitted) {
      this.#violated(`down ${id}: ${down.arrived} of ${down.emitted} arrived`);
    }
  }

  /** Of every answer that was asked for: it, or why there is none, has come. */
  answered(): void {
    for (const [what, times] of this.#asked) {
      if (times !== 1) {
        this.#violated(`${what} was answered ${times} times`);
      }
    }
  }

  #violated(how: string): void {
    this.violations.push(how);
  }

  #upOf(from: number): Up {
    const up = this.#up[from];
    if (!up) throw new RangeError(`Cannot find client ${from}`);
    return up;
  }

  #downOf(id: string): Down {
    const down = this.#down.get(id);
    if (!down) throw new RangeError(`Cannot find socket ${id}`);
    return down;
  }
}
