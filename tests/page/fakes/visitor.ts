/**
 * Somebody at the page: the real page without its DOM, with the real SDK and the real server, and with
 * devices, connections and a time that are a test's.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { Json } from "../../../lib/parlance/mod.ts";
import { type Address, type Link, SEATS } from "../../../lib/page/address.ts";
import { App, type Stage } from "../../../lib/page/app.ts";
import type { Call, CallTools } from "../../../lib/page/call.ts";
import { OwnMedia } from "../../../lib/page/own_media.ts";
import { Preferences } from "../../../lib/page/preferences.ts";
import {
  type checkRoom,
  Devices,
  type RoomCheck,
} from "../../../lib/sdk/equipment.ts";
import { Refusal, type RoomOptions } from "../../../lib/sdk/mod.ts";
import { answerPreflight } from "../../../lib/signaling/mod.ts";
import { FakeDevices } from "../../sdk/fakes/devices.ts";
import { FakeStream } from "../../sdk/fakes/media.ts";
import { FakeStorage, type Person, type World } from "../../sdk/fakes/world.ts";

/** How long work may take. */
const PATIENCE_MS = 20_000;

/** The address of a page, and where it has been. */
export class FakeAddress implements Address {
  link: Link = { room: undefined, token: undefined, seats: SEATS };
  readonly visited: (string | undefined)[] = [];

  read(): Link {
    return this.link;
  }

  go(room: string | undefined): void {
    this.link = { ...this.link, room };
    this.visited.push(room);
  }
}

/** Somebody at the page. */
export class Visitor {
  readonly app: App;
  readonly person: Person;
  readonly devices: FakeDevices;
  readonly preferences: Preferences;
  readonly tab: FakeStorage;
  readonly address: FakeAddress = new FakeAddress();
  readonly isOnline: Signal<boolean> = signal(true);
  /** What the server was joined with. */
  readonly joined: RoomOptions[] = [];
  /** Addresses of files that were received, and are not let go of. */
  readonly urls = new Set<string>();
  /** What a check ends in, if not in what the server says. */
  check: (() => Promise<RoomCheck>) | undefined;

  constructor(
    world: World,
    name: string,
    {
      isSupported = true,
      tab = new FakeStorage(),
      person = world.person(name),
    } = {},
  ) {
    this.person = person;
    this.devices = new FakeDevices();
    this.tab = tab;
    this.preferences = new Preferences(new FakeStorage());
    this.preferences.choose({ name });
    const devices = new Devices({
      source: this.devices,
      permissions: this.devices,
    });
    const tools: CallTools = {
      clock: world.clock,
      today: () => world.clock.now(),
      createStream: () => new FakeStream(),
      createUrl: () => {
        const url = `blob:${this.urls.size}`;
        this.urls.add(url);
        return url;
      },
      revokeUrl: (url) => this.urls.delete(url),
    };
    this.app = new App({
      address: this.address,
      checkRoom: (_, room, options = {}) =>
        this.check?.() ?? ask(world, room, options),
      joinRoom: (_, room, options) => {
        this.joined.push(options);
        return this.person.join(options, room);
      },
      own: new OwnMedia(new FakeStream(), devices, this.preferences),
      preferences: this.preferences,
      tools,
      tab: this.tab,
      isOnline: this.isOnline,
      isSupported,
      guestName: () => "Guest",
    });
  }

  /** What the page is at. */
  get state(): string {
    return this.app.state.value;
  }

  /** Where the person is; it has to be there. */
  at<A extends Stage["at"]>(at: A): Extract<Stage, { at: A }> {
    const stage = this.app.stage.value;
    if (isAt(stage, at)) return stage;
    throw new Error(`It is at ${this.state}, not at ${at}`);
  }

  /** The call; the person has to be in one. */
  get call(): Call {
    return this.at("calling").call;
  }

  /** What the page has told of late. */
  get told(): string[] {
    return this.call.notices.shown.value.map(({ word, values }) =>
      [word, ...Object.values(values)].join(" ")
    );
  }

  /** The other one, as this one sees them. */
  see(name: string): Call["members"]["value"][number] {
    const found = this.call.members.value
      .find(({ facts }) => facts.value.name === name);
    if (!found) throw new Error(`${name} is not there`);
    return found;
  }

  /** Waits for work that takes as long as it takes, whatever the test's clock says: a hash. */
  async until(world: World, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`It is ${this.state}`);
      await world.settle();
    }
  }

  /** Goes all the way into a call. */
  async enter(world: World, room = "blue"): Promise<void> {
    this.app.enter(room);
    await world.settle();
    this.app.join();
    await world.settle();
  }
}

/** Two in a call, between whom media flows. */
export async function twoInCall(world: World): Promise<[Visitor, Visitor]> {
  const [ada, bob] = [new Visitor(world, "ada"), new Visitor(world, "bob")];
  await ada.enter(world);
  await bob.enter(world);
  await world.until(
    "the connection",
    () => ada.state === "connected" && bob.state === "connected",
  );
  return [ada, bob];
}

/** What `checkRoom` does, without HTTP. */
async function ask(
  world: World,
  room: string,
  options: NonNullable<Parameters<typeof checkRoom>[2]>,
): Promise<RoomCheck> {
  const { password, token, capacity } = options;
  const request: Json = {
    room,
    seat: "s".repeat(43),
    page: "p".repeat(22),
    name: "x",
    metadata: null,
    muted: { audio: false, video: false },
    features: ["rollback"],
    ...password !== undefined && { password },
    ...typeof token === "string" && { token },
    ...capacity !== undefined && { capacity },
  };
  const answer = await answerPreflight(world.spoken, request, "127.0.0.1");
  if (answer.ok) return answer;
  const { code, message, retryable } = answer;
  throw new Refusal(code, message, retryable);
}

function isAt<A extends Stage["at"]>(
  stage: Stage,
  at: A,
): stage is Extract<Stage, { at: A }> {
  return stage.at === at;
}
