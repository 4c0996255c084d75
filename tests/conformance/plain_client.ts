/**
 * A client that was written from docs/PROTOCOL.md alone, without a line of ours: what someone would
 * write in another language. It joins, talks, asks, answers, loses its connection and goes on.
 */

/** What `hello` claims and what `welcome` offers. */
type Session = { id: string; key: string; received: number; resumed?: boolean };

/** FR3: the fields that this client knows. */
interface Envelope {
  type: string;
  version?: number;
  ns?: string;
  id?: string | number;
  event?: string;
  args?: unknown[];
  volatile?: boolean;
  received?: number;
  session?: Session;
}

/** FR1, SE1: what counts is kept until the server has received it. */
const COUNTED = ["connected", "refused", "disconnect", "event", "ack", "error"];

export class PlainClient {
  id = "";
  key = "";
  socketId = "";
  attempt = 0;
  received = 0;
  /** What was sent and is not confirmed, and how much was confirmed before it. */
  unconfirmed: Envelope[] = [];
  confirmed = 0;
  readonly heard: Envelope[] = [];
  readonly #url: string;
  #socket: WebSocket | undefined;
  #lastAsk = 0;
  readonly #waiting: {
    test: (e: Envelope) => boolean;
    done: (e: Envelope) => void;
  }[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** HE1, HE6, SE3: begins, or goes on. */
  async connect(): Promise<Session> {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    await new Promise((opened) => socket.onopen = opened);
    const welcome = this.next(({ type }) => type === "welcome");
    const going = this.key !== "";
    socket.onmessage = ({ data }) => {
      const value = JSON.parse(data);
      for (const envelope of Array.isArray(value) ? value : [value]) {
        this.#take(envelope);
      }
    };
    const { id, key, received } = this;
    const claim = {
      id,
      key,
      received,
      attempt: ++this.attempt,
      auth: { "/": null },
    };
    const hello = { type: "hello", version: 1, ...going && { session: claim } };
    socket.send(JSON.stringify(hello));
    const { session } = await welcome;
    if (!session) throw new Error("Cannot go on: a welcome without a session");
    this.id = session.id;
    this.key = session.key;
    if (session.resumed) {
      // SE4, SE5: what the server has not received is sent again, in order.
      this.#confirm(session.received);
      for (const envelope of this.unconfirmed) {
        socket.send(JSON.stringify(envelope));
      }
    } else {
      const connected = this.next(({ type }) => type === "connected");
      this.send({ type: "connect", ns: "/" });
      this.socketId = String((await connected).id);
    }
    return session;
  }

  /** EV1: sends an event, now or after the return. */
  emit(event: string, ...args: unknown[]): void {
    this.send({ type: "event", event, args });
  }

  /** AC1: sends an event that asks for an answer. */
  async ask(event: string, ...args: unknown[]): Promise<Envelope> {
    const id = ++this.#lastAsk;
    const answer = this.next((e) => e.type === "ack" && e.id === id);
    this.send({ type: "event", event, args, id });
    return await answer;
  }

  /** SE1: keeps what counts. */
  send(envelope: Envelope): void {
    this.unconfirmed.push(envelope);
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(envelope));
    }
  }

  /** SE11: 1000 means to leave for good, 4499 to come back. */
  async close(code: number): Promise<void> {
    const socket = this.#socket;
    if (!socket) return;
    socket.onmessage = null;
    await new Promise((closed) => {
      socket.onclose = closed;
      socket.close(code);
    });
  }

  /** The next envelope that comes and is the one. */
  next(test: (envelope: Envelope) => boolean): Promise<Envelope> {
    return new Promise((done) => this.#waiting.push({ test, done }));
  }

  #take(envelope: Envelope): void {
    if (COUNTED.includes(envelope.type) && !envelope.volatile) {
      this.received += 1;
    }
    if (envelope.type === "receipt") this.#confirm(envelope.received ?? 0); // SE2
    if (envelope.type === "event") {
      this.heard.push(envelope);
      // AC1: the server may ask too.
      if (envelope.id !== undefined) {
        this.send({
          type: "ack",
          id: envelope.id,
          args: [`${this.socketId} heard`],
        });
      }
    }
    const index = this.#waiting.findIndex(({ test }) => test(envelope));
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.done(envelope);
  }

  #confirm(count: number): void {
    this.unconfirmed.splice(0, count - this.confirmed);
    this.confirmed = count;
  }
}
