/**
 * What was written and sent, and a field for more.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Call } from "../call.ts";
import { SAID_CHARS } from "../remark.ts";
import { say } from "../words/words.ts";
import { ChatEntry } from "./chat_entry.tsx";
import { Icon } from "./icons.tsx";
import { Panel } from "./panel.tsx";

/** What {@linkcode ChatPanel} is given. */
export interface ChatPanelProps {
  /** The call. */
  call: Call;
  /** The person has closed it. */
  onClose(): void;
}

/** The chat. Files may be dropped on it, and pasted into it. */
export function ChatPanel({ call, onClose }: ChatPanelProps): JSX.Element {
  const { chat } = call;
  useEffect(() => {
    chat.show(true);
    return () => chat.show(false);
  }, [chat]);

  const send = (files: Iterable<File>) => {
    for (const file of files) chat.send(file);
  };
  return (
    <Panel title={say("chat.title")} onClose={onClose}>
      <div
        class="chat"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          send(event.dataTransfer?.files ?? []);
        }}
        onPaste={(event) => send(event.clipboardData?.files ?? [])}
      >
        <Messages call={call} />
        <Writing
          onSay={(text) => chat.say(text)}
          onSend={send}
        />
      </div>
    </Panel>
  );
}

function Messages({ call }: { call: Call }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const entries = call.chat.entries.value;

  // Whoever reads what is older is left there.
  useLayoutEffect(() => {
    const it = list.current;
    if (it && isAtEnd.current) it.scrollTop = it.scrollHeight;
  }, [entries]);

  return (
    <div
      ref={list}
      class="messages"
      role="log"
      aria-label={say("chat.messages")}
      tabIndex={0}
      onScroll={({ currentTarget: it }) => {
        isAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < 40;
      }}
    >
      {entries.length === 0 && <p class="soft">{say("chat.empty")}</p>}
      <ol>
        {entries.map((entry) => <ChatEntry key={entry.id} entry={entry} />)}
      </ol>
    </div>
  );
}

interface WritingProps {
  onSay(text: string): void;
  onSend(files: Iterable<File>): void;
}

/** Enter sends, and with Shift begins a new line. */
function Writing({ onSay, onSend }: WritingProps): JSX.Element {
  const text = useSignal("");
  const picker = useRef<HTMLInputElement>(null);
  const submit = () => {
    const said = text.value.trim();
    if (!said) return;
    onSay(said);
    text.value = "";
  };
  return (
    <form
      class="writing"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        rows={2}
        dir="auto"
        maxLength={SAID_CHARS}
        aria-label={say("chat.field")}
        placeholder={say("chat.field")}
        value={text.value}
        onInput={(event) => text.value = event.currentTarget.value}
        onKeyDown={(event) => {
          // While a word is being composed, Enter is for that.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) {
            return;
          }
          event.preventDefault();
          submit();
        }}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={say("chat.attach")}
        onChange={({ currentTarget }) => {
          onSend([...currentTarget.files ?? []]);
          // So that the same one may be chosen again.
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="plain"
        aria-label={say("chat.attach")}
        title={say("chat.attach")}
        onClick={() => picker.current?.click()}
      >
        <Icon name="file" />
      </button>
      <button
        type="submit"
        class="plain"
        aria-label={say("chat.send")}
        title={say("chat.send")}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}
