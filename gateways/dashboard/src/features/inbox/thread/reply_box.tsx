import { type ReactNode, type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useMe } from "@/api/me_context";
import { teamList } from "@/api/team";
import type { Channel } from "@/api/types";
import { Composer, type ComposerHandle, type ComposerMode, type Written } from "@/components/composer";
import type { Suggestion } from "@/components/use_suggestions";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { draftOf, keepDraft, writerOf } from "./drafts";
import { takeWriting } from "./start_writing";

export interface ReplyBoxHandle {
  write: (as: ComposerMode) => void;
}

const longest = 20_000; // characters that the server takes

/** Give it a `key` for each conversation: it takes up the draft that is there, and what has been typed for it on the way here. */
export function ReplyBox({
  conversation,
  channel,
  connected,
  head,
  onSend,
  onWriting,
  ref,
}: {
  conversation: string;
  channel: Channel;
  /** What is written goes to the customer. */
  connected: boolean;
  /** What is to be known before one replies. */
  head: ReactNode;
  onSend: (written: Written) => void;
  onWriting: (as: ComposerMode) => void;
  ref: Ref<ReplyBoxHandle>;
}) {
  const t = useText();
  const me = useMe();
  const writer = writerOf(me);
  const [draft] = useState(() => draftOf(writer, conversation));
  const [mode, setMode] = useState(draft.mode);
  const [kept, setKept] = useState(true);
  const composer = useRef<ComposerHandle>(null);
  const team = useList(teamList(me.business_id)).rows;

  function write(as: ComposerMode) {
    flushSync(() => setMode(as));
    composer.current?.focus(); // in the same event: the next key is written here
  }
  useImperativeHandle(ref, () => ({ write }));
  const begin = useEffectEvent(() => {
    const started = takeWriting(conversation);
    if (!started) return;
    setMode(started.mode);
    composer.current?.focus();
    if (started.typed) composer.current?.insert(started.typed);
  });
  useEffect(() => begin(), []);

  const found = (words: string): Suggestion[] =>
    team
      .filter(({ id, status, name }) => id !== me.id && status === "active" && holds(name ?? "", words))
      .map(({ id, name }) => ({ id, label: name ?? "" }));
  return (
    <div className="shrink-0 px-4 pb-4">
      <Composer
        ref={composer}
        mode={mode}
        onMode={setMode}
        draft={draft.text}
        onDraft={(text) => setKept(keepDraft(writer, conversation, { text, mode }))}
        onSend={onSend}
        onWriting={() => onWriting(mode)}
        longest={longest}
        {...(connected
          ? {}
          : {
              words: { send: t("composer.add_reply") },
              reach: t("composer.kept", { channel: t(`channel.${channel}`) }),
            })}
        {...(mode === "note" ? { members: found } : {})}
        head={
          <>
            {mode === "reply" && head}
            {!kept && <span className="text-meta text-amber-ink">{t("composer.not_kept")}</span>}
          </>
        }
      />
    </div>
  );
}

/** A part of the name begins with it. */
function holds(name: string, words: string) {
  const typed = words.toLocaleLowerCase();
  return name
    .toLocaleLowerCase()
    .split(/\s+/)
    .some((part) => part.startsWith(typed));
}
