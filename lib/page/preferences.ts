/**
 * What a person chose, kept in the browser from call to call.
 *
 * @module
 */

import type { ReadonlySignal, Signal } from "@preact/signals";
import { signal } from "@preact/signals";

/** What is kept. Everything in it is a person's own choice; nothing of others is. */
export interface Choices {
  /** What the others are to call this person; empty until it was typed. */
  readonly name: string;
  /** Whether the camera is to be on. */
  readonly camera: boolean;
  /** Whether the microphone is to be on. */
  readonly microphone: boolean;
  /** The ids of the chosen devices. */
  readonly devices: {
    readonly [N in "camera" | "microphone" | "speaker"]?: string;
  };
  /** The rooms of late, the latest first. */
  readonly rooms: readonly string[];
  /** The language; `undefined` if it is the browser's. */
  readonly language: string | undefined;
  /** Whether single keys are shortcuts. */
  readonly shortcuts: boolean;
}

/** What holds until something is chosen. */
export const FIRST_CHOICES: Choices = {
  name: "",
  camera: true,
  microphone: true,
  devices: {},
  rooms: [],
  language: undefined,
  shortcuts: true,
};

/** How many rooms are remembered. */
const ROOMS = 5;

const DEVICES = ["camera", "microphone", "speaker"];

const KEY = "parley choices";

/** The choices, and where they are kept. */
export class Preferences {
  readonly #storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly #choices: Signal<Choices>;

  /** Reads what was kept; `null` where a browser keeps nothing for this page. */
  constructor(storage: Pick<Storage, "getItem" | "setItem"> | null) {
    this.#storage = storage;
    this.#choices = signal(read(storage));
  }

  /** What was chosen. */
  get choices(): ReadonlySignal<Choices> {
    return this.#choices;
  }

  /** Keeps what was chosen now. */
  choose(change: Partial<Choices>): void {
    const choices = { ...this.#choices.peek(), ...change };
    this.#choices.value = choices;
    try {
      this.#storage?.setItem(KEY, JSON.stringify(choices));
    } catch {
      // The storage is full: it holds for as long as the page is open.
    }
  }

  /** A room was entered. */
  visit(room: string): void {
    const others = this.#choices.peek().rooms.filter((other) => other !== room);
    this.choose({ rooms: [room, ...others].slice(0, ROOMS) });
  }

  /** Forgets the rooms. */
  forgetRooms(): void {
    this.choose({ rooms: [] });
  }
}

/** Reads what was kept, by an older page perhaps, or by somebody else. */
function read(storage: Pick<Storage, "getItem"> | null): Choices {
  let kept: unknown;
  try {
    kept = JSON.parse(storage?.getItem(KEY) ?? "null");
  } catch {
    // Not JSON: as if there were nothing.
  }
  const { name, camera, microphone, devices, rooms, language, shortcuts } =
    fieldsOf(kept);
  return {
    name: textOf(name) ?? FIRST_CHOICES.name,
    camera: camera !== false,
    microphone: microphone !== false,
    devices: Object.fromEntries(
      Object.entries(fieldsOf(devices)).filter(([device, id]) =>
        DEVICES.includes(device) && textOf(id)
      ),
    ),
    rooms: Array.isArray(rooms)
      ? rooms.filter((room) => typeof room === "string").slice(0, ROOMS)
      : [],
    language: textOf(language),
    shortcuts: shortcuts !== false,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
