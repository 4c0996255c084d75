/**
 * An adapter for several nodes that a message bus joins, as an example of how to write one.
 *
 * Whatever is for everyone happens here by the base class, and on the other nodes by the base class
 * there: a node that hears of a call makes it, and answers only if there is something to answer.
 */

import {
  type AdapterHost,
  type BroadcastReplies,
  type EncodedEvent,
  Gathering,
  MemoryAdapter,
  type Reach,
  type Replies,
  type Reply,
  type SocketDetails,
} from "../../lib/engine/mod.ts";
import { InOrder, Refusal } from "../../lib/wire/mod.ts";
import type { Bus } from "./bus.ts";

/** What a node tells all others to do. */
type Command =
  | {
    type: "broadcast";
    reach: Reach;
    event: EncodedEvent;
    volatile: boolean;
  }
  | {
    type: "ask";
    reach: Reach;
    event: EncodedEvent;
    id: number;
    ms: number;
  }
  | { type: "fetch"; reach: Reach }
  | { type: "join"; reach: Reach; rooms: readonly string[] }
  | { type: "leave"; reach: Reach; rooms: readonly string[] }
  | { type: "disconnect"; reach: Reach; close: boolean }
  | { type: "server-side"; event: string; args: readonly unknown[] };

/** What a node says to the one that asked. */
type Response =
  | { type: "expect"; count: number }
  | { type: "reply"; reply: Reply }
  | { type: "sockets"; sockets: SocketDetails[] };

/** A message on the bus: a command, which may ask for responses, or a response. */
export type BusMessage =
  & { from: string }
  & (
    | { command: Command; request?: number }
    | { response: Response; to: string; request: number }
  );

/** A command that is answered for a while. */
interface Request {
  hear(response: Response): void;
  stopTimer(): void;
}

/** Reaches the sockets of every node on a bus. */
export class BusAdapter extends MemoryAdapter {
  readonly #bus: Bus<BusMessage>;
  /** This node, for messages to name it. */
  readonly #node = crypto.randomUUID();
  /** What hears the responses to this node's requests. */
  readonly #requests = new Map<number, Request>();
  /** Nothing passes an event whose blobs are still read. */
  readonly #sending = new InOrder<BusMessage>((message) => {
    this.#bus.publish(this.host.name, message);
  });
  #lastRequest = 0;
  #unsubscribe = () => {};

  constructor(host: AdapterHost, bus: Bus<BusMessage>) {
    super(host);
    this.#bus = bus;
  }

  override init(): void {
    this.#unsubscribe = this.#bus.subscribe(
      this.host.name,
      (message) => this.#hear(message),
    );
  }

  override close(): void {
    this.#unsubscribe();
    for (const { stopTimer } of this.#requests.values()) stopTimer();
    this.#requests.clear();
  }

  override serverCount(): Promise<number> {
    return this.#bus.count(this.host.name);
  }

  override broadcast(
    reach: Reach,
    event: EncodedEvent,
    volatile: boolean,
  ): void {
    this.#tell(reach, {
      type: "broadcast",
      reach,
      event,
      volatile,
    });
    super.broadcast(reach, event, volatile);
  }

  override broadcastWithAck(
    reach: Reach,
    event: EncodedEvent,
    replies: BroadcastReplies,
  ): void {
    if (!reach.local) {
      const { id, ms } = replies;
      this.#ask(
        { type: "ask", reach, event, id, ms },
        ms,
        (response) => {
          if (response.type === "expect") replies.expect(response.count);
          if (response.type === "reply") replies.reply(response.reply);
        },
      );
    }
    super.broadcastWithAck(reach, event, replies);
  }

  override async fetchSockets(reach: Reach): Promise<SocketDetails[]> {
    const here = await super.fetchSockets(reach);
    if (reach.local) return here;
    const { clock, ackMs } = this.host;
    const { promise, resolve, reject } = Promise.withResolvers<
      SocketDetails[]
    >();
    const gathering = new Gathering<SocketDetails[]>(
      clock,
      ackMs,
      (error, there) => {
        const all = [...here, ...there.flat()];
        if (!error) return resolve(all);
        reject(new Refusal(error.code, error.message, true, all));
      },
    );
    this.#ask({ type: "fetch", reach }, ackMs, (response) => {
      if (response.type !== "sockets") return;
      gathering.expect(1);
      gathering.add(response.sockets);
    });
    gathering.setNodes(await this.serverCount() - 1);
    return await promise;
  }

  override socketsJoin(reach: Reach, rooms: readonly string[]): void {
    this.#tell(reach, { type: "join", reach, rooms });
    super.socketsJoin(reach, rooms);
  }

  override socketsLeave(reach: Reach, rooms: readonly string[]): void {
    this.#tell(reach, { type: "leave", reach, rooms });
    super.socketsLeave(reach, rooms);
  }

  override disconnectSockets(reach: Reach, close: boolean): void {
    this.#tell(reach, { type: "disconnect", reach, close });
    super.disconnectSockets(reach, close);
  }

  override serverSideEmit(
    event: string,
    args: readonly unknown[],
    replies?: Replies,
  ): void {
    const command: Command = { type: "server-side", event, args };
    if (!replies) return this.#publish({ command });
    this.#ask(command, replies.ms, (response) => {
      if (response.type === "reply") replies.reply(response.reply);
    });
  }

  /** Tells all other nodes what to do, unless only this one is meant. */
  #tell(reach: Reach, command: Command): void {
    if (!reach.local) this.#publish({ command });
  }

  /** Tells all other nodes what to do, and hears what they say to it for `ms` milliseconds. */
  #ask(command: Command, ms: number, hear: (response: Response) => void): void {
    const request = ++this.#lastRequest;
    this.#publish({ command, request });
    const stopTimer = this.host.clock.after(ms, () => {
      this.#requests.delete(request);
    });
    this.#requests.set(request, { hear, stopTimer });
  }

  #publish(
    message:
      | { command: Command; request?: number }
      | { response: Response; to: string; request: number },
  ): void {
    this.#sending.add(this.#encoded({ from: this.#node, ...message }));
  }

  /** The message, or, while a blob of its event's is read, a promise of it. */
  #encoded(message: BusMessage): BusMessage | Promise<BusMessage> {
    if (!("command" in message && "event" in message.command)) return message;
    const { command } = message;
    if (command.type === "server-side") return message;
    if (!(command.event instanceof Promise)) return message;
    return command.event.then((event) => (
      { ...message, command: { ...command, event } }
    ));
  }

  #hear(message: BusMessage): void {
    if (message.from === this.#node) return;
    if ("response" in message) {
      if (message.to !== this.#node) return;
      this.#requests.get(message.request)?.hear(message.response);
      return;
    }
    const { command, from: to, request } = message;
    if (request === undefined) return this.#obey(command);
    this.#obey(
      command,
      (response) => this.#publish({ response, to, request }),
    );
  }

  /** Makes the call that another node has made, for the sockets of this one. */
  #obey(
    command: Command,
    respond?: (response: Response) => void,
  ): void {
    const reply = (reply: Reply) => respond?.({ type: "reply", reply });
    switch (command.type) {
      case "broadcast":
        return super.broadcast(
          command.reach,
          command.event,
          command.volatile,
        );
      case "ask":
        return super.broadcastWithAck(command.reach, command.event, {
          id: command.id,
          ms: command.ms,
          expect: (count) => respond?.({ type: "expect", count }),
          reply,
        });
      case "fetch":
        super.fetchSockets(command.reach)
          .then((sockets) => respond?.({ type: "sockets", sockets }));
        return;
      case "join":
        return super.socketsJoin(command.reach, command.rooms);
      case "leave":
        return super.socketsLeave(command.reach, command.rooms);
      case "disconnect":
        return super.disconnectSockets(command.reach, command.close);
      case "server-side":
        return this.host.serverSideEvent(
          command.event,
          command.args,
          respond ? reply : undefined,
        );
      default:
        command satisfies never;
    }
  }
}
