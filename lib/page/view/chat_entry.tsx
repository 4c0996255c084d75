/**
 * One thing that was written or sent. It is text, whatever it looks like.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Entry } from "../chat.ts";
import { say, sayNumber, saySize, sayTime } from "../words/words.ts";
import { Icon } from "./icons.tsx";

/** What {@linkcode ChatEntry} is given. */
export interface ChatEntryProps {
  /** What was written or sent. */
  entry: Entry;
}

/** One entry. */
export function ChatEntry({ entry }: ChatEntryProps): JSX.Element {
  const { author, at } = entry;
  return (
    <li class={author.isSelf ? "entry entry-own" : "entry"}>
      <p class="entry-head">
        <bdi>{author.isSelf ? say("chat.you") : author.name}</bdi>
        <time dateTime={new Date(at).toISOString()}>{sayTime(at)}</time>
      </p>
      {entry.is === "text"
        ? (
          <>
            <p class="entry-text" dir="auto">{entry.text}</p>
            {entry.hasFailed.value && (
              <p class="problem">{say("chat.failed")}</p>
            )}
          </>
        )
        : <FileEntry entry={entry} />}
    </li>
  );
}

type FileEntryOf = Extract<Entry, { is: "file" }>;

function FileEntry({ entry }: { entry: FileEntryOf }): JSX.Element {
  return (
    <div class="entry-file">
      <p>
        <Icon name="file" />
        <bdi>{entry.name}</bdi>
        <span class="soft">{saySize(entry.size)}</span>
      </p>
      <FileWays entry={entry} />
    </div>
  );
}

function FileWays({ entry }: { entry: FileEntryOf }): JSX.Element {
  const { name, author } = entry;
  const state = entry.state.value;
  switch (state.at) {
    case "offered":
      return (
        <p class="entry-ways">
          <button
            type="button"
            class="small primary"
            onClick={() => entry.accept()}
          >
            {say("chat.accept")}
          </button>
          <button type="button" class="small" onClick={() => entry.refuse()}>
            {say("chat.refuse")}
          </button>
        </p>
      );
    case "moving": {
      const percent = sayNumber(state.done, {
        style: "percent",
        maximumFractionDigits: 0,
      });
      return (
        <p class="entry-ways">
          <progress
            value={state.done}
            aria-label={say("chat.progress", { percent, name })}
          />
          <button type="button" class="small" onClick={() => entry.refuse()}>
            {say("chat.cancel")}
          </button>
        </p>
      );
    }
    case "here":
      return (
        <p class="entry-ways">
          <a class="button small" href={state.url} download={name}>
            {say("chat.save")}
          </a>
        </p>
      );
    case "sent":
      return <p class="soft">{say("chat.sent")}</p>;
    case "failed":
      return (
        <p class="problem">
          {say(author.isSelf ? "chat.file-failed" : "chat.file-refused")}
        </p>
      );
  }
}
