/**
 * Everyone in the call, and who waits to be let in.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import type { Knock } from "/parley/parley.mjs";
import type { Call } from "../call.ts";
import type { Member } from "../member.ts";
import { say } from "../words/words.ts";
import { hostItems } from "./host_items.ts";
import { Icon } from "./icons.tsx";
import { KnockButtons } from "./knock_buttons.tsx";
import { Menu } from "./menu.tsx";
import { Panel } from "./panel.tsx";
import { Mark } from "./tile_frame.tsx";

/** What {@linkcode PeoplePanel} is given. */
export interface PeoplePanelProps {
  /** The call. */
  call: Call;
  /** Asks whether somebody is to be removed. */
  onRemove(member: Member): void;
  /** The person has closed it. */
  onClose(): void;
}

/** The list. Whoever has raised a hand is first, by when they did. */
export function PeoplePanel(
  { call, onRemove, onClose }: PeoplePanelProps,
): JSX.Element {
  const handOf = (member: Member) => member.facts.value.hand ?? Infinity;
  const members = [...call.members.value].sort((one, other) =>
    // Infinity less Infinity is no number: both stay as they came.
    handOf(one) - handOf(other) || 0
  );
  const { name } = call.self.value;
  return (
    <Panel title={say("people.title")} onClose={onClose}>
      <div class="people">
        <Lobby call={call} lobby={call.lobby.value} />
        <ul>
          <Person
            name={say("call.named-you", { name })}
            isHost={call.isHost.value}
            isMuted={call.own.state("microphone").value !== "on"}
            isHand={call.hand.value !== null}
          />
          {members.map((member) => (
            <MemberItem
              key={member.id}
              call={call}
              member={member}
              onRemove={onRemove}
            />
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Lobby(
  { call, lobby }: { call: Call; lobby: readonly Knock[] },
): JSX.Element | null {
  if (!lobby.length) return null;
  return (
    <section class="lobby">
      <h3>{say("people.waiting")}</h3>
      <ul>
        {lobby.map((knock) => (
          <li key={knock.id} class="person">
            <bdi>{knock.name}</bdi>
            <KnockButtons call={call} knock={knock} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface MemberItemProps {
  call: Call;
  member: Member;
  onRemove(member: Member): void;
}

function MemberItem(
  { call, member, onRemove }: MemberItemProps,
): JSX.Element {
  const { name, isHost, isMuted, isAway, hand } = member.facts.value;
  const items = hostItems(call, member, () => onRemove(member));
  return (
    <Person
      name={name}
      isHost={isHost}
      isMuted={isMuted}
      isAway={isAway}
      isHand={hand !== null}
    >
      {items.length > 0 && (
        <Menu
          label={say("tile.actions", { name })}
          class="plain"
          items={items}
        >
          <Icon name="more" />
        </Menu>
      )}
    </Person>
  );
}

interface PersonProps {
  name: string;
  isHost: boolean;
  isMuted: boolean;
  isAway?: boolean;
  isHand: boolean;
  children?: ComponentChildren;
}

function Person(
  { name, isHost, isMuted, isAway, isHand, children }: PersonProps,
): JSX.Element {
  return (
    <li class="person">
      <bdi>{name}</bdi>
      {isHand && <Mark icon="hand" label={say("tile.hand")} />}
      {isMuted && <Mark icon="microphone-off" label={say("tile.muted")} />}
      {isHost && <Mark icon="crown" label={say("tile.host")} />}
      {isAway && <Mark icon="warning" label={say("tile.away")} />}
      {children}
    </li>
  );
}
