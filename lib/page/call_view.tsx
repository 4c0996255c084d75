/**
 * A call: the others large, oneself small, and what can be done.
 *
 * @module
 */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Call } from "./call.ts";
import { Controls } from "./controls.tsx";
import { CopyLink } from "./copy_link.tsx";
import { Icon } from "./icons.tsx";
import type { Peer } from "./peer.ts";
import { Video } from "./video.tsx";

/** What {@linkcode CallView} is given. */
export interface CallViewProps {
  /** The call. */
  call: Call;
  /** The room's name. */
  room: string;
  /** The room's address. */
  link: string;
  /** Leaves the call. */
  onLeave(): void;
}

/** A call in a room. */
export function CallView(
  { call, room, link, onLeave }: CallViewProps,
): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone; a reader of the screen goes on here.
  useEffect(() => heading.current?.focus(), []);

  const peers = call.peers.value;
  return (
    <section class="call">
      <h1 class="room" ref={heading} tabIndex={-1}>{room}</h1>
      <div class="stage" data-peers={peers.length}>
        {peers.map((peer) => (
          <RemoteTile
            key={peer.connectionId}
            peer={peer}
          />
        ))}
        {peers.length === 0 && (
          <div class="invitation">
            <p>Share this link. Whoever opens it is in the call.</p>
            <CopyLink link={link} />
          </div>
        )}
        {call.media.camera.value !== "none" && (
          <div class="self" data-camera={call.media.camera.value}>
            <Icon name="person" />
            <Video
              kind="local"
              label="Your own picture"
              stream={call.media.stream}
            />
          </div>
        )}
      </div>
      <Controls media={call.media} onLeave={onLeave} />
    </section>
  );
}

function RemoteTile({ peer }: { peer: Peer }): JSX.Element {
  return (
    <div class="tile" data-connected={peer.connected.value}>
      <Icon name="person" />
      <Video
        kind="remote"
        label="The other's picture"
        stream={peer.stream.value}
      />
    </div>
  );
}
