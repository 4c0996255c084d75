/** What each peer believes of its room, built of what it is told, is what the server knows. */

import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import type {
  Joined,
  OtherPeer,
  PeerInfo,
  RoomInfo,
} from "../../lib/parlance/mod.ts";
import { type Caller, proof, type World, world } from "../support/rooms.ts";

/** One peer's own view of the room. */
class View {
  readonly caller: Caller;
  #self: PeerInfo | undefined;
  #room: RoomInfo | undefined;
  #knocks: unknown = [];
  readonly #peers = new Map<string, OtherPeer>();

  constructor(caller: Caller) {
    this.caller = caller;
  }

  get isIn(): boolean {
    return this.#self !== undefined;
  }

  get id(): string {
    return this.#self?.id ?? "nobody";
  }

  begin({ self, peers, room, lobby }: Joined): void {
    this.#self = self;
    this.#room = room;
    this.#knocks = lobby;
    this.#peers.clear();
    for (const peer of peers) this.#peers.set(peer.id, peer);
  }

  /** Takes what was told since. */
  follow(): void {
    for (const [event, ...args] of this.caller.take()) this.#hear(event, args);
  }

  #hear(event: unknown, [about]: unknown[]): void {
    switch (event) {
      case "admitted":
        return this.begin(about as Joined);
      case "peer-joined":
        return void this.#peers.set(Object(about).id, about as OtherPeer);
      case "peer-left":
        return void this.#peers.delete(String(about));
      case "peer-updated": {
        const info = about as PeerInfo;
        if (info.id === this.#self?.id) this.#self = info;
        else {
          const known = this.#peers.get(info.id);
          if (!known) throw new Error("an update of someone who is not there");
          this.#peers.set(info.id, { ...known, ...info });
        }
        return;
      }
      case "room-updated":
        this.#room = about as RoomInfo;
        return;
      case "lobby":
        this.#knocks = about;
        return;
      case "removed":
      case "denied":
        this.leave();
    }
  }

  leave(): void {
    this.#self = undefined;
  }

  /** All that it believes; who is polite is its own. */
  get beliefs(): unknown {
    const self = this.#self;
    const others = [...this.#peers.values()].map((
      { polite: _, fixedOfferer: __, ...info },
    ) => info);
    const isHost = self?.id === this.#room?.host;
    return {
      room: this.#room,
      peers: new Map([...others, ...self ? [self] : []].map((p) => [p.id, p])),
      knocks: isHost ? this.#knocks : undefined,
    };
  }

  politeTo(id: string): boolean | undefined {
    return this.#peers.get(id)?.polite;
  }
}

const STEPS = [
  "join",
  "leave",
  "break",
  "resume",
  "reload",
  "take over",
  "update",
  "wait",
  "lock",
  "lobby",
  "admit",
  "deny",
  "kick",
  "hand over",
  "capacity",
  "data",
  "end",
] as const;

interface Step {
  readonly what: typeof STEPS[number];
  readonly who: number;
  readonly whom: number;
  readonly flag: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    what: fc.oneof(
      { weight: 3, arbitrary: fc.constant("join" as const) },
      { weight: 4, arbitrary: fc.constantFrom(...STEPS) },
    ),
    who: fc.nat(5),
    whom: fc.nat(5),
    flag: fc.boolean(),
  }),
  { minLength: 10, maxLength: 60 },
);

/** Six people around one room. */
class Play {
  readonly all: World = world({ capacity: 4 });
  readonly #seats = Array.from({ length: 6 }, proof);
  readonly #views = new Map<number, View>();
  readonly #cut = new Set<View>();
  #pages = 0;

  async run(step: Step): Promise<void> {
    await this.#do(step);
    await this.all.settle();
    this.#check();
  }

  async #do({ what, who, whom, flag }: Step): Promise<void> {
    const view = this.#views.get(who);
    const { clock } = this.all;
    const isHere = view !== undefined && !this.#cut.has(view);
    if (what === "wait") return clock.advance(flag ? 20_000 : 5_000);
    if (what === "join" || what === "take over") {
      if (what === "join" && isHere && view.isIn) return;
      return await this.#enter(who);
    }
    if (!view) return;
    if (what === "resume") return await this.#resume(view);
    if (!isHere) return;
    switch (what) {
      case "leave":
        await view.caller.ask("leave");
        return view.leave();
      case "break":
        this.#cut.add(view);
        return view.caller.breaks();
      case "reload":
        view.caller.hangUp();
        this.#views.delete(who);
        return;
      case "update":
        return void await view.caller.ask("update", {
          name: flag ? "Ada" : "Bob",
          metadata: whom,
        });
      default:
        return await this.#rule(view, { what, whom, flag });
    }
  }

  async #rule(
    { caller }: View,
    { what, whom, flag }: Pick<Step, "what" | "whom" | "flag">,
  ): Promise<void> {
    const room = this.all.rooms.get("blue");
    const peer = this.#views.get(whom)?.id ?? "nobody";
    const knock = [...room?.lobby.keys() ?? []][0] ?? "nobody";
    switch (what) {
      case "lock":
        return void await caller.moderate({ do: "lock", locked: flag });
      case "lobby":
        return void await caller.moderate({ do: "lobby", lobby: flag });
      case "admit":
      case "deny":
        return void await caller.moderate({ do: what, peer: knock });
      case "kick":
        return void await caller.moderate({ do: "kick", peer, banMs: 10_000 });
      case "hand over":
        return void await caller.moderate({ do: "hand-over", peer });
      case "capacity":
        return void await caller.moderate({
          do: "capacity",
          capacity: 2 + whom,
        });
      case "data":
        return void await caller.moderate({ do: "data", data: whom });
      case "end":
        return void await caller.moderate({ do: "end" });
    }
  }

  async #enter(who: number): Promise<void> {
    const page = `page-${++this.#pages}`;
    const seat = this.#seats[who] ?? "";
    const caller = await this.all.come({ seat, page });
    const view = new View(caller);
    const features: [] | ["rollback"] = who % 3 === 0 ? [] : ["rollback"];
    try {
      const answer = await caller.join("blue", { features });
      if (answer.state === "joined") view.begin(answer);
      this.#views.set(who, view);
    } catch {
      caller.disconnect();
    }
  }

  async #resume(view: View): Promise<void> {
    if (!this.#cut.delete(view)) return;
    if (!await view.caller.canResume()) this.#forget(view);
  }

  /** Its session is over: whoever it was has to come anew. */
  #forget(view: View): void {
    for (const [who, other] of this.#views) {
      if (other === view) this.#views.delete(who);
    }
  }

  #check(): void {
    const room = this.all.rooms.get("blue");
    const peers = new Map(
      [...room?.peers.values() ?? []].map((peer) => [peer.id, peer.info]),
    );
    const views = [...this.#views.values()].filter((view) =>
      !this.#cut.has(view)
    );
    for (const view of views) view.follow();
    for (const view of views) {
      if (view.caller.closed !== undefined) this.#forget(view);
    }
    const inside = views.filter(({ isIn }) => isIn);
    for (const view of inside) {
      deepEqual(view.beliefs, {
        room: room?.info,
        peers,
        knocks: view.id === room?.host?.id ? room?.knocks : undefined,
      });
      for (const other of inside) {
        if (other === view) continue;
        deepEqual(view.politeTo(other.id), !other.politeTo(view.id));
      }
    }
  }
}

Deno.test("whoever comes in the middle of changes believes what the server knows, and so do all others [RM20]", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const play = new Play();
      for (const step of list) await play.run(step);
      await play.all.io.close(0);
    }),
    { numRuns: 200 },
  );
});
