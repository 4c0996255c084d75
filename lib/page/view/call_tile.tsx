/**
 * One tile of a call: a person or a screen, this person's own or another's.
 *
 * @module
 */

import type { JSX } from "preact";
import type { App } from "../app.ts";
import type { Call } from "../call.ts";
import type { Member } from "../member.ts";
import type { Tile } from "../tiles.ts";
import { say } from "../words/words.ts";
import { hostItems } from "./host_items.ts";
import { QualityBars } from "./quality_bars.tsx";
import { Mark, TileFrame } from "./tile_frame.tsx";

/** What {@linkcode CallTile} is given. */
export interface CallTileProps {
  /** The page. */
  app: App;
  /** The call. */
  call: Call;
  /** Which tile it is. */
  tile: Tile;
  /** Whether it is large. */
  isLarge: boolean;
  /** At which half of a column it begins, if that matters. */
  column: number | undefined;
  /** Shows how the connection with somebody does. */
  onConnection(member: Member): void;
  /** Asks whether somebody is to be removed. */
  onRemove(member: Member): void;
}

/** One tile. */
export function CallTile(props: CallTileProps): JSX.Element {
  const { call, tile, isLarge, column } = props;
  switch (tile.is) {
    case "self":
      return <OwnTile {...props} />;
    case "own-screen":
      return (
        <TileFrame
          call={call}
          tile={tile}
          isLarge={isLarge}
          column={column}
          label={say("tile.own-screen")}
          name={say("tile.own-screen")}
          stream={call.screen.stream}
          isSeen
          items={[{
            label: say("tile.stop-sharing"),
            icon: "close",
            onChoose: () => call.screen.stop(),
          }]}
        />
      );
    case "screen": {
      const { name } = tile.member.facts.value;
      return (
        <TileFrame
          call={call}
          tile={tile}
          isLarge={isLarge}
          column={column}
          label={say("tile.screen", { name })}
          name={say("tile.screen", { name })}
          stream={tile.stream}
          isSeen
        />
      );
    }
    case "member":
      return <MemberTile {...props} tile={tile} member={tile.member} />;
  }
}

function OwnTile({ call, tile, isLarge, column }: CallTileProps): JSX.Element {
  const { own, self, hand } = call;
  const { name } = self.value;
  const isSeen = own.state("camera").value === "on";
  return (
    <TileFrame
      call={call}
      tile={tile}
      isLarge={isLarge}
      column={column}
      label={say("call.named-you", { name })}
      name={say("call.named-you", { name })}
      // A video of nothing keeps Chromium from saying that the page has come.
      stream={isSeen ? own.stream : undefined}
      isSeen={isSeen}
      marks={
        <>
          {hand.value !== null && <Mark icon="hand" label={say("tile.hand")} />}
          {own.state("microphone").value !== "on" &&
            <Mark icon="microphone-off" label={say("tile.muted")} />}
          {call.isHost.value && <Mark icon="crown" label={say("tile.host")} />}
        </>
      }
    >
      <Shown call={call} from={undefined} />
    </TileFrame>
  );
}

interface MemberTileProps extends CallTileProps {
  member: Member;
}

function MemberTile(props: MemberTileProps): JSX.Element {
  const { call, tile, isLarge, column, member, onConnection, onRemove } = props;
  const facts = member.facts.value;
  const { name } = facts;
  const state = member.state.value;
  const isConnected = state === "connected";
  return (
    <TileFrame
      call={call}
      tile={tile}
      isLarge={isLarge}
      column={column}
      label={name}
      name={name}
      stream={facts.stream}
      isSeen={facts.isSeen && facts.stream !== undefined &&
        state !== "connecting"}
      isSpeaking={member.isSpeaking.value}
      marks={
        <>
          {facts.hand !== null && <Mark icon="hand" label={say("tile.hand")} />}
          {facts.isMuted &&
            <Mark icon="microphone-off" label={say("tile.muted")} />}
          {facts.isHost && <Mark icon="crown" label={say("tile.host")} />}
          {facts.isAway && <Mark icon="warning" label={say("tile.away")} />}
        </>
      }
      items={hostItems(call, member, () => onRemove(member))}
    >
      {state !== "connected" && state !== "left" && (
        <p class="tile-state" data-peer={state}>
          {say(`tile.${state}`)}
          {member.diagnosis.value && (
            <button
              type="button"
              class="small"
              onClick={() => onConnection(member)}
            >
              {say("tile.why")}
            </button>
          )}
        </p>
      )}
      {isConnected && (
        <QualityBars
          name={name}
          verdict={member.quality.value?.verdict}
          onOpen={() => onConnection(member)}
        />
      )}
      <Shown call={call} from={member.id} />
    </TileFrame>
  );
}

/** What somebody shows for a moment. */
function Shown(
  { call, from }: { call: Call; from: string | undefined },
): JSX.Element {
  const shown = call.reactions.shown.value.filter((one) => one.from === from);
  return (
    <span class="reactions" aria-hidden="true">
      {shown.map(({ id, reaction }) => <span key={id}>{reaction}</span>)}
    </span>
  );
}
