import { Lock } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type Ref, useId, useImperativeHandle, useRef } from "react";
import { useText } from "@/i18n/i18n_provider";
import { ComposerFoot } from "./composer_foot";
import { SuggestionList } from "./composer_suggestions";
import { cx } from "./cx";
import { Segmented } from "./segmented";
import { useKeptDraft } from "./use_draft";
import { useFileDrop } from "./use_file_drop";
import { useStanding } from "./use_standing";
import { type Suggest, useSuggestions } from "./use_suggestions";

export type ComposerMode = "reply" | "note";

export interface Written {
  text: string;
  mode: ComposerMode;
  /** Ids of the members that the text still names. */
  mentions: string[];
}

/** What a reply is called where it is something else: a comment. */
export interface ReplyWords {
  name?: string;
  placeholder?: string;
  send?: string;
}

export interface ComposerHandle {
  focus: () => void;
  /** Puts text where the caret is. */
  insert: (text: string) => void;
}

export interface ComposerProps {
  mode: ComposerMode;
  onMode: (mode: ComposerMode) => void;
  /** What was written before. Give the composer a `key` for each conversation: it keeps its text to itself from then on. */
  draft: string;
  /** Told shortly after one stops writing, on leaving the field and on leaving the page. */
  onDraft: (text: string) => void;
  /** `false` keeps the text, because it could not even be taken. */
  onSend: (written: Written) => unknown;
  canned?: Suggest;
  members?: Suggest;
  onFiles?: (files: File[]) => void;
  /** Tiles of what is attached. */
  files?: ReactNode;
  /** With files, an empty text may go. */
  sendable?: boolean;
  onWriting?: () => void;
  /** Characters; what is longer stays here, and is told how much it is too long. */
  longest?: number;
  /** Above the text: what one answers to, who else is writing, why it may not go out. */
  head?: ReactNode;
  words?: ReplyWords;
  /** Beside the button that sends a reply: whom it reaches, where that is not who it is written to. */
  reach?: string | undefined;
  ref?: Ref<ComposerHandle>;
}

/** Where one writes to a customer or to the team. A keystroke renders nothing, unless it decides whether this may be sent. */
export function Composer({
  mode,
  onMode,
  draft,
  onDraft,
  onSend,
  canned,
  members,
  onFiles,
  files,
  sendable = false,
  onWriting,
  longest = Number.POSITIVE_INFINITY,
  head,
  words = {},
  reach,
  ref,
}: ComposerProps) {
  const t = useText();
  const reply = words.name ?? t("parts.composer.reply");
  const area = useRef<HTMLTextAreaElement>(null);
  const { keep, flush } = useKeptDraft(onDraft);
  const { empty, tooLong, look } = useStanding(draft, longest);
  const drop = useFileDrop(onFiles);
  const suggestions = useSuggestions({ area, canned, members, replace });
  const [listId, noteId] = [useId(), useId()];
  const isNote = mode === "note";
  const full = (sendable || !empty) && tooLong === 0;

  function written(text: string) {
    keep(text);
    look(text);
  }

  function replace(from: number, to: number, by: string) {
    const field = area.current;
    if (!field) return;
    field.setRangeText(by, from, to, "end");
    written(field.value);
    field.focus();
  }

  const insert = (by: string) => replace(area.current?.selectionStart ?? 0, area.current?.selectionEnd ?? 0, by);
  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus(), insert }));

  function send() {
    const field = area.current;
    if (!full || !field) return;
    const text = field.value;
    const mentions = suggestions.named.filter((member) => text.includes(`@${member.label}`)).map((member) => member.id);
    if (onSend({ text: text.trim(), mode, mentions }) === false) return;
    field.value = "";
    written("");
    flush("");
    suggestions.forget();
    field.focus();
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing || suggestions.press(event)) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      send();
    }
  }

  return (
    <section
      {...drop.place}
      aria-label={isNote ? t("parts.composer.note") : reply}
      className={cx(
        "relative flex flex-col rounded-panel border transition-colors duration-100",
        isNote
          ? "border-violet-line bg-violet-tint focus-within:border-violet-mark"
          : "border-line-control bg-panel focus-within:border-focus",
      )}
    >
      <div className="flex flex-wrap items-center gap-2 p-2 pb-0">
        <Segmented
          label={t("parts.composer.mode")}
          value={mode}
          onChange={(chosen) => {
            onMode(chosen);
            area.current?.focus();
          }}
          options={[
            { value: "reply", label: reply },
            { value: "note", label: t("parts.composer.note"), icon: Lock },
          ]}
        />
        {head}
      </div>
      <textarea
        ref={area}
        dir="auto"
        rows={2}
        defaultValue={draft}
        aria-label={isNote ? t("parts.composer.note") : reply}
        aria-describedby={noteId}
        placeholder={isNote ? t("parts.composer.note_text") : (words.placeholder ?? t("parts.composer.reply_text"))}
        {...suggestions.attributes(listId)}
        onChange={(event) => {
          written(event.target.value);
          suggestions.look();
          onWriting?.();
        }}
        onKeyDown={press}
        onSelect={suggestions.look}
        onPaste={drop.onPaste}
        onBlur={() => {
          flush();
          suggestions.close();
        }}
        className="field-sizing-content max-h-[40vh] min-h-16 w-full resize-none bg-transparent px-3 py-2 text-body text-ink outline-none"
      />
      {files && <div className="flex flex-wrap gap-2 px-3 pb-2">{files}</div>}
      <ComposerFoot
        isNote={isNote}
        reach={reach}
        sendText={words.send ?? t("parts.composer.send")}
        tooLong={tooLong}
        noteId={noteId}
        onEmoji={insert}
        onFiles={onFiles}
        sendable={full}
        onSend={send}
      />
      {drop.over && (
        <div className="pointer-events-none absolute inset-0 grid place-items-center rounded-panel bg-raised/90 text-dense font-medium text-accent-ink outline-2 outline-focus outline-dashed">
          {t("parts.composer.drop_here")}
        </div>
      )}
      <SuggestionList id={listId} state={suggestions} />
    </section>
  );
}
