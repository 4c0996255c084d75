/**
 * What all tiles have: a name, marks, a picture or something in its place, and a menu.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Call } from "../call.ts";
import type { Tile } from "../tiles.ts";
import { say } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { useFullScreen } from "./use_full_screen.ts";
import { Video } from "./video.tsx";

/** What {@linkcode TileFrame} is given. */
export interface TileFrameProps {
  /** The call, of which one tile may be pinned. */
  call: Call;
  /** Which tile it is. */
  tile: Tile;
  /** Whether it is large. */
  isLarge: boolean;
  /** At which half of a column it begins; where there is room unless given. */
  column: number | undefined;
  /** What it is called, for those who cannot see it. */
  label: string;
  /** The name that is written on it. */
  name: string;
  /** Its picture and its sound. */
  stream: MediaStream | undefined;
  /** Whether there is a picture to be seen. */
  isSeen: boolean;
  /** Whether they speak. */
  isSpeaking?: boolean;
  /** Marks before the name. */
  marks?: ComponentChildren;
  /** What else can be done with it. */
  items?: readonly MenuItem[];
  /** What is over the picture. */
  children?: ComponentChildren;
}

/** One tile. */
export function TileFrame(props: TileFrameProps): JSX.Element {
  const { call, tile, isLarge, label, name, stream, isSeen } = props;
  const element = useRef<HTMLLIElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const isOwn = tile.is === "self" || tile.is === "own-screen";
  const pin = () => call.pin(isLarge ? null : tile.id);

  const items: MenuItem[] = [
    {
      label: say(isLarge ? "tile.unpin" : "tile.pin"),
      icon: "pin",
      onChoose: pin,
    },
    ...useFullScreen(element, call.notices),
  ];
  if (isSeen && document.pictureInPictureEnabled) {
    items.push({
      label: say("tile.picture-in-picture"),
      icon: "picture-in-picture",
      async onChoose() {
        try {
          await video.current?.requestPictureInPicture();
        } catch {
          const code = "picture-in-picture-refused";
          call.notices.tell("notice.in-vain", { code });
        }
      },
    });
  }
  return (
    <li
      ref={element}
      class="tile"
      data-tile={tile.is}
      data-speaking={props.isSpeaking}
      style={{ gridColumnStart: props.column }}
      aria-label={label}
      onDblClick={pin}
    >
      {!isSeen && (
        <span class="tile-person">
          <Icon name="person" />
        </span>
      )}
      {stream && (
        <Video
          kind={isOwn ? "own" : "remote"}
          label={label}
          stream={stream}
          isSeen={isSeen}
          isMirrored={tile.is === "self"}
          element={video}
        />
      )}
      {props.children}
      <div class="tile-foot">
        <span class="tile-name">
          {props.marks}
          <bdi>{name}</bdi>
        </span>
        <Menu
          label={say("tile.actions", { name })}
          class="tile-button"
          items={[...items, ...props.items ?? []]}
        >
          <Icon name="more" />
        </Menu>
      </div>
    </li>
  );
}

/** What {@linkcode Mark} is given. */
export interface MarkProps {
  /** Its picture. */
  icon: "crown" | "hand" | "microphone-off" | "warning";
  /** What it means. */
  label: string;
}

/** A small picture that says something of somebody. */
export function Mark({ icon, label }: MarkProps): JSX.Element {
  return (
    <span class={`mark mark-${icon}`} title={label}>
      <Icon name={icon} />
      <span class="unseen">{label}</span>
    </span>
  );
}
