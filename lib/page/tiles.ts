/**
 * Which tiles a call has, and in which order: what is large first.
 *
 * @module
 */

import type { Call } from "./call.ts";
import type { Member } from "./member.ts";

/** One tile: a person, or a screen. */
export type Tile =
  /** This person. */
  | { readonly is: "self"; readonly id: string }
  /** This person's own screen. */
  | { readonly is: "own-screen"; readonly id: string }
  /** One of the others. */
  | { readonly is: "member"; readonly id: string; readonly member: Member }
  /** A screen of one of the others. */
  | {
    readonly is: "screen";
    readonly id: string;
    readonly member: Member;
    readonly stream: MediaStream;
  };

/** The tiles of a call. */
export interface Tiles {
  /** What is large; without it, all are equal. */
  readonly large: Tile | undefined;
  /** The rest. */
  readonly rest: readonly Tile[];
}

/** The tiles of a call as it is now: what is pinned is large, or else the screen that came last. */
export function tilesOf(call: Call): Tiles {
  const members = call.members.value;
  const screens = members.flatMap((member): Tile[] => {
    const { screen } = member.facts.value;
    return screen
      ? [{ is: "screen", id: `${member.id} screen`, member, stream: screen }]
      : [];
  });
  const all: Tile[] = [
    ...screens,
    ...members.map((member): Tile => ({ is: "member", id: member.id, member })),
    ...call.screen.isOn.value
      ? [{ is: "own-screen", id: "self screen" } as const]
      : [],
    { is: "self", id: "self" },
  ];
  const large = all.find(({ id }) => id === call.pinned.value) ??
    screens.at(-1);
  return { large, rest: all.filter((tile) => tile !== large) };
}
