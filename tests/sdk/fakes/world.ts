/**
 * The real server and the real SDK in one process, with connections and a time that are a test's.
 *
 * @module
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import { Server } from "../../../lib/engine/mod.ts";
import {
  joinRoom,
  type Peer,
  type Room,
  type RoomOptions,
  type SeatStorage,
} from "../../../lib/sdk/mod.ts";
import {
  type RoomsOptions,
  speakRooms,
  type SpokenRooms,
} from "../../../lib/signaling/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { nextTurn } from "../../support/next_turn.ts";
import { FakeConnection } from "./connection.ts";
import { Lines } from "./lines.ts";
import { FakeStream } from "./media.ts";
import { FakePaths } from "./network.ts";

/** What keeps seats. */
export class FakeStorage implements SeatStorage {
  readonly #kept = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

/** Someone with a page. */
export class Person {
  readonly name: string;
  readonly storage: FakeStorage = new FakeStorage();
  /** All connections that the page has ever made. */
  connections: FakeConnection[] = [];
  /** What the application was told: names of events, and who they were about. */
  readonly told: string[] = [];
  readonly errors: unknown[] = [];
  /** What it sends, once it has joined. */
  streams: MediaStream[] = [];
  readonly #world: World;
  #room: Room | undefined;
  #loads = 0;
  #abort = new AbortController();

  constructor(name: string, world: World) {
    this.name = name;
    this.#world = world;
  }

  /** What the person is on the network: another one with each load of the page. */
  get line(): string {
    return `${this.name} ${this.#loads}`;
  }

  get room(): Room {
    ok(this.#room, `${this.name} is in a room`);
    return this.#room;
  }

  get isIn(): boolean {
    return this.#room?.state.name === "joined";
  }

  /** The connections that were not closed. */
  get open(): FakeConnection[] {
    return this.connections.filter((it) => it.connectionState !== "closed");
  }

  /** Loads the page, and joins. */
  async join(options: RoomOptions = {}, name = "blue"): Promise<Room> {
    const { clock, lines, paths, random } = this.#world;
    this.#loads++;
    this.#abort = new AbortController();
    const line = this.line;
    this.streams = [options.stream ?? FakeStream.of("audio", "video")];
    const { createId } = this.#world;
    // Of the page: what it makes after its end is nobody's.
    const connections: FakeConnection[] = [];
    this.connections = connections;
    const room = await joinRoom("ws://server", name, {
      name: this.name,
      ...this.streams[0] && { stream: this.streams[0] },
      storage: this.storage,
      signal: this.#abort.signal,
      connection: { clock, dial: lines.dial(line), random },
      createConnection: (configuration) => {
        const connection = new FakeConnection(this.name, paths, configuration);
        connections.push(connection);
        // As much of one as the SDK uses.
        return connection as unknown as RTCPeerConnection;
      },
      ...createId && { createId },
      ...options,
    });
    this.#room = room;
    for (
      const event of ["peer", "peer-left", "update", "stream"] as const
    ) {
      room.on(event, (...args: unknown[]) => {
        const peer = args.find((arg): arg is Peer =>
          typeof arg === "object" && arg !== null && "streams" in arg
        );
        this.told.push(`${event} ${peer?.name}`);
      });
    }
    room.on("error", (error) => {
      // A page that is gone tells nobody.
      if (this.#room === room) this.errors.push(error);
    });
    return room;
  }

  /** Sends another stream, or no more what was added last. */
  publish(more: boolean): void {
    if (more) {
      const stream = FakeStream.of("video");
      this.streams.push(stream);
      return this.room.publish(stream);
    }
    const stream = this.streams.pop();
    if (stream) this.room.unpublish(stream);
  }

  /** Leaves the room, if it is in one. */
  leave(): void {
    this.#room?.leave();
  }

  /** The page goes without a word, as when it is loaded again, or its window is closed. */
  vanish(): void {
    this.#abort.abort();
    this.#world.lines.hangUp(this.line);
    this.#world.lines.dead.add(this.line);
    for (const connection of this.connections) connection.close();
    this.connections = [];
    this.#room = undefined;
  }

  /** Loads the page again. */
  async reload(options: RoomOptions = {}): Promise<Room> {
    this.vanish();
    return await this.join(options);
  }
}

/** A server, and people. */
export class World implements AsyncDisposable {
  readonly clock: FakeClock = new FakeClock();
  readonly paths: FakePaths = new FakePaths();
  readonly lines: Lines = new Lines(this.clock, () => this.#server);
  readonly people: Person[] = [];
  /** Where the randomness of waits comes from. */
  random: () => number = () => 0.5;
  /** Where ids come from; from the system's randomness unless a seed is to tell. */
  createId: ((bytes: number) => string) | undefined;
  readonly #options: Partial<RoomsOptions>;
  /** Whether a test has failed: what it left behind is not what is wrong. */
  #hasFailed = false;
  #server: Server | undefined;
  #spoken: SpokenRooms | undefined;

  constructor(options: Partial<RoomsOptions> = {}) {
    this.#options = options;
    this.start();
  }

  /** The server. */
  get server(): Server {
    ok(this.#server, "the server is there");
    return this.#server;
  }

  /** Its rooms. */
  get spoken(): SpokenRooms {
    ok(this.#spoken);
    return this.#spoken;
  }

  /** Starts the server, which knows nothing of what was before. */
  start(): void {
    const { clock } = this;
    const io = new Server({ clock, onFault: ({ error }) => fail(error) });
    this.#spoken = speakRooms(io, { capacity: 8, clock, ...this.#options });
    this.#server = io;
  }

  /** Kills the server. */
  kill(): void {
    this.#server = undefined;
    this.lines.cutAll();
  }

  person(name: string): Person {
    const person = new Person(name, this);
    this.people.push(person);
    return person;
  }

  /** Brings someone into the room. */
  async enter(name: string, options: RoomOptions = {}): Promise<Person> {
    const person = this.person(name);
    await person.join(options);
    await this.settle();
    return person;
  }

  /** Brings two into the room, and lets media flow between them. */
  async pair(): Promise<[ada: Person, bob: Person]> {
    const [ada, bob] = [await this.enter("ada"), await this.enter("bob")];
    await this.meshed(ada, bob);
    return [ada, bob];
  }

  /** Lets everything happen that waits for nothing but its turn. */
  async settle(): Promise<void> {
    let before = -1;
    for (let idle = 0; idle < 3; idle++) {
      await nextTurn();
      this.clock.advance(0);
      await nextTurn();
      if (this.lines.arrived !== before) idle = 0;
      before = this.lines.arrived;
    }
  }

  /** Lets time pass, and all that follows from it. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    this.clock.advance(ms);
    await this.settle();
  }

  /** Lets time pass until something is so. */
  async until(
    what: string,
    isSo: () => boolean,
    within = 60_000,
  ): Promise<void> {
    await this.settle();
    let ms = 0;
    while (!isSo()) {
      this.#hasFailed = ms > within;
      ok(!this.#hasFailed, `Cannot wait any longer for ${what}`);
      const step = ms < 1_000 ? 50 : 500;
      ms += step;
      this.clock.advance(step);
      await this.settle();
    }
  }

  /** Waits until each of them is in the room, and media flows between each two and no others. */
  async meshed(...people: Person[]): Promise<void> {
    try {
      await this.until("the mesh", () => isMesh(people));
    } catch (error) {
      this.#hasFailed = true;
      throw new Error(`There is no mesh:\n${describe(people)}`, {
        cause: error,
      });
    }
    await this.settle();
    ok(isMesh(people), "the mesh stays");
    for (const { errors } of people) deepEqual(errors, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.lines.delay = () => 0;
    for (const person of this.people) person.leave();
    await this.settle();
    await this.#server?.close();
    if (this.#hasFailed) return;
    equal(
      this.people.flatMap(({ open }) => open).length,
      0,
      "no connection is left open",
    );
  }
}

/** Whether everyone has one connection with everyone else, over which media flows. */
export function isMesh(people: readonly Person[]): boolean {
  return people.every((person) => {
    if (!person.isIn) return false;
    const { peers } = person.room;
    return peers.length === people.length - 1 &&
      person.open.length === peers.length &&
      peers.every(({ state }) => state === "connected") &&
      person.open.every(({ signalingState }) => signalingState === "stable") &&
      people.every((other) =>
        other === person ||
        peers.some(({ name, streams }) =>
          name === other.name && sameIds(streams, other.streams)
        )
      );
  });
}

function sameIds(
  streams: readonly MediaStream[],
  others: readonly MediaStream[],
): boolean {
  const ids = new Set(others.map(({ id }) => id));
  return streams.length === ids.size && streams.every(({ id }) => ids.has(id));
}

function describe(people: readonly Person[]): string {
  return people.map((person) => {
    const peers = person.isIn
      ? person.room.peers.map(({ name, state, info, connection, streams }) =>
        `${name}/${info.connection}/${state}/${connection.signalingState}/${
          info.polite ? "polite" : "impolite"
        }/${streams.length}`
      )
      : [];
    return `${person.name} sends ${person.streams.length}, and has ${
      peers.join(" ")
    } (${person.open.length} open)`;
  }).join("\n");
}

function fail(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
