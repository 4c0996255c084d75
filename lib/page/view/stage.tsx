/**
 * All tiles of a call, as large as the window allows.
 *
 * @module
 */

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import type { Call } from "../call.ts";
import { columnsFor, lastRow } from "../layout.ts";
import type { Member } from "../member.ts";
import { tilesOf } from "../tiles.ts";
import { say } from "../words/words.ts";
import { CallTile } from "./call_tile.tsx";
import { useSize } from "./use_size.ts";

/** What {@linkcode Stage} is given. */
export interface StageProps {
  /** The page. */
  app: App;
  /** The call. */
  call: Call;
  /** Shows how the connection with somebody does. */
  onConnection(member: Member): void;
  /** Asks whether somebody is to be removed. */
  onRemove(member: Member): void;
}

/** The tiles. With one other, oneself is small, in a corner of the other's tile. */
export function Stage(props: StageProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const { width, height } = useSize(list);
  const { large, rest } = tilesOf(props.call);
  const tiles = large ? [large, ...rest] : rest;
  const isPair = !large && tiles.length === 2;
  const columns = columnsFor(isPair ? 1 : tiles.length, width, height);
  const last = lastRow(large || isPair ? 0 : tiles.length, columns);
  return (
    <ul
      ref={list}
      class="tiles"
      data-layout={large ? "large" : isPair ? "pair" : "grid"}
      aria-label={say("call.tiles")}
      style={{ "--columns": columns, "--rest": rest.length }}
    >
      {tiles.map((tile, index) => (
        <CallTile
          key={tile.id}
          {...props}
          tile={tile}
          isLarge={tile === large}
          column={index === last.index ? last.column : undefined}
        />
      ))}
    </ul>
  );
}
