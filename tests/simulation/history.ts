/**
 * What was sent, what arrived, and whether the promise was kept: between two resets, what arrives
 * is a prefix of what was sent, once each and in order; what did not arrive is reported.
 */

interface Up {
  /** The last number that the client emitted. */
  emitted: number;
  /** The last number that was put on its way. */
  sent: number;
  /** The numbers that arrived at some server, in order. */
  readonly arrived: Set<number>;
  /** The highest of them. */
  last: number;
  /** Of the numbers up to this, some may arrive after later ones: see {@linkcode History.ended}. */
  late: number;
  /** The numbers of which the client was told that they are perhaps lost. */
  readonly reported: Set<number>;
  /** The numbers that nobody waited for any more before they were put on their way. */
  readonly expired: Set<number>;
  /** The volatile numbers that arrived. */
  readonly volatile: Set<number>;
}

interface Down {
  /** The numbers that the server's socket was to be told, in order. */
  readonly expected: number[];
  /** How many of them have arrived. */
  arrived: number;
  /** How many were to have arrived before each volatile number that has not arrived. */
  readonly volatile: Map<number, number>;
}

export class History {
  /** How the promise was broken, in words. */
  readonly violations: string[] = [];
  readonly #up: Up[] = [];
  readonly #down = new Map<string, Down>();
  /** The last number that arrived at each of the server's sockets. */
  readonly #lastAt = new Map<string, number>();
  /** The last volatile number that arrived at each of the server's sockets. */
  readonly #lastVolatileAt = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  #open = 0;
  #lastDown = 0;
  #lastVolatile = 0;

  // -- From the client to the server --

  clientIncarnation(): number {
    return this.#up.push({
      emitted: 0,
      sent: 0,
      arrived: new Set(),
      last: 0,
      late: 0,
      reported: new Set(),
      expired: new Set(),
      volatile: new Set(),
    }) - 1;
  }

  emitsUp(from: number): number {
    return this.#upOf(from).emitted += 1;
  }

  /** The event that was emitted last was not taken: it will not arrive, and nothing is wrong. */
  retractsUp(from: number): void {
    this.#upOf(from).emitted -= 1;
  }

  /** The time of a number is over: if it waits still at the client, it is to stay there. */
  expiresUp(from: number, n: number): void {
    const up = this.#upOf(from);
    if (n > up.sent) up.expired.add(n);
  }

  /** A number was put on its way, which does not mean that it will arrive. */
  sentUp(from: number, n: number): void {
    const up = this.#upOf(from);
    up.sent = Math.max(up.sent, n);
  }

  /** Whether what was emitted last waits at the client. */
  waitsUp(from: number): boolean {
    const { sent, emitted } = this.#upOf(from);
    return sent < emitted;
  }

  /**
   * @param at The id of the server's socket at which it arrived: to one of them, nothing that comes
   * between two numbers is missing.
   */
  arrivedUp(from: number, n: number, at?: string): void {
    const up = this.#upOf(from);
    if (up.arrived.has(n)) this.violated(`up ${from} ${n} arrived twice`);
    else if (n <= up.last && n > up.late) {
      this.violated(`up ${from} ${n} after ${up.last}: out of order`);
    }
    if (n > up.emitted) this.violated(`up ${from} ${n} was never emitted`);
    if (up.expired.has(n)) this.violated(`up ${from} ${n} came too late`);
    up.last = Math.max(up.last, n);
    up.arrived.add(n);
    if (at === undefined) return;
    const before = this.#lastAt.get(at);
    for (let m = (before ?? n) + 1; m < n; m++) {
      if (up.expired.has(m)) continue;
      this.violated(`up ${from} ${n} after ${before} in one session: a gap`);
    }
    this.#lastAt.set(at, n);
  }

  volatileUp(): number {
    return this.#lastVolatile += 1;
  }

  /**
   * @param at The id of the server's socket at which it arrived. What was sent in a session that the
   * client has lost may still arrive there when the next one has begun.
   */
  arrivedVolatileUp(from: number, n: number, at: string): void {
    const { volatile } = this.#upOf(from);
    if (volatile.has(n)) this.violated(`volatile up ${n} arrived twice`);
    volatile.add(n);
    const before = this.#lastVolatileAt.get(at) ?? 0;
    if (n < before) this.violated(`volatile up ${n} after ${before}`);
    this.#lastVolatileAt.set(at, n);
  }

  reset(from: number, numbers: number[]): void {
    for (const n of numbers) this.#upOf(from).reported.add(n);
  }

  /**
   * The client's socket ended for good, and its application knows: what was sent may be lost, or on
   * its way over a connection that the next session's overtakes.
   */
  ended(from: number): void {
    const up = this.#upOf(from);
    for (let n = up.last + 1; n <= up.sent; n++) up.reported.add(n);
    up.late = up.sent;
  }

  // -- From the server to the client --

  serverSocket(id: string): void {
    this.#down.set(id, { expected: [], arrived: 0, volatile: new Map() });
  }

  /** The server sends one event to all of these sockets. */
  emitsDown(...ids: string[]): number {
    const n = this.#lastDown += 1;
    for (const id of ids) this.#downOf(id).expected.push(n);
    return n;
  }

  /** The event that was emitted last was not taken: it will not arrive, and nothing is wrong. */
  retractsDown(id: string): void {
    this.#downOf(id).expected.pop();
  }

  arrivedDown(id: string, n: number): void {
    const down = this.#downOf(id);
    const next = down.expected[down.arrived];
    if (n !== next) {
      this.violated(
        `down ${id} ${n} instead of ${next}: a gap, twice, or out of order`,
      );
    }
    down.arrived += 1;
  }

  volatileDown(...ids: string[]): number {
    const n = this.#lastVolatile += 1;
    for (const id of ids) {
      const { expected, volatile } = this.#downOf(id);
      volatile.set(n, expected.length);
    }
    return n;
  }

  arrivedVolatileDown(id: string, n: number): void {
    const { arrived, volatile } = this.#downOf(id);
    const before = volatile.get(n);
    if (before !== arrived) {
      this.violated(
        `volatile down ${id} ${n} after ${arrived} events instead of ${before}`,
      );
    }
    volatile.delete(n);
  }

  // -- Answers --

  /**
   * @param isRight Whether what is told is an answer to that.
   * @returns What is to be told of the answer, or of why there is none.
   */
  asks(
    what: string,
    isRight: (answer: unknown) => boolean = () => true,
  ): (answer?: unknown) => void {
    this.#asked.set(what, 0);
    this.#open += 1;
    return (answer) => {
      const times = (this.#asked.get(what) ?? 0) + 1;
      this.#asked.set(what, times);
      if (times > 1) this.violated(`${what} was answered twice`);
      else this.#open -= 1;
      if (!isRight(answer)) this.violated(`${what} was answered: ${answer}`);
    };
  }

  /** What was asked last could not be asked. */
  unasks(what: string): void {
    this.#asked.delete(what);
    this.#open -= 1;
  }

  /** How many questions have not been answered. */
  get waitsForAnswers(): number {
    return this.#open;
  }

  fault(error: unknown): void {
    this.violated(`a handler failed: ${error}`);
  }

  // -- The end --

  /** Everything that was on its way has arrived: what is missing now is lost. */
  settled(incarnation: number, id: string | undefined): void {
    if (id === undefined) return this.violated("the client has not come back");
    const { emitted, arrived, reported, expired } = this.#upOf(incarnation);
    for (let n = 1; n <= emitted; n++) {
      if (!arrived.has(n) && !reported.has(n) && !expired.has(n)) {
        this.violated(`up ${incarnation} ${n} is lost, and nobody was told`);
      }
    }
    const down = this.#down.get(id);
    if (!down) return this.violated(`no server knows ${id}`);
    if (down.arrived !== down.expected.length) {
      this.violated(
        `down ${id}: ${down.arrived} of ${down.expected.length} arrived`,
      );
    }
  }

  /** Of every answer that was asked for: it, or why there is none, has come. */
  answered(): void {
    for (const [what, times] of this.#asked) {
      if (times !== 1) {
        this.violated(`${what} was answered ${times} times`);
      }
    }
  }

  violated(how: string): void {
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
