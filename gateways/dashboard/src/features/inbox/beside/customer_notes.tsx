import { type KeyboardEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { useEntries, useOutbox } from "@/commands/outbox_provider";
import { Refused } from "@/commands/refused";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Skeleton } from "@/components/skeleton";
import { TextArea } from "@/components/text_area";
import { useDraft } from "@/components/use_draft";
import { useThen } from "@/features/history/as_of/past";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { addNote } from "../customer/commands";
import { entryOf, type ListedNote, pendingNote, withoutEchoes } from "../customer/pending_note";
import { draftOf, keepDraft, writerOf } from "../thread/drafts";
import { customerNotes } from "./queries";

const longest = 20_000;

/** What the team knows of a customer; whoever answers next reads it. */
export function CustomerNotes({ customer }: { customer: string }) {
  const t = useText();
  const list = useList(customerNotes(useBusinessId(), customer, useThen()));
  const mayEdit = useMay("customers_edit");
  const notes = withoutEchoes(list.rows);
  return (
    <div className="flex flex-col gap-2">
      {mayEdit && <NewNote customer={customer} known={list.rows} />}
      {list.loading && <Skeleton className="h-12" />}
      {notes.map((note) => (
        <Note key={note.id} note={note} />
      ))}
      {!mayEdit && notes.length === 0 && !list.loading && (
        <p className="text-dense text-faint">{t("beside.notes.none")}</p>
      )}
      {list.hasMore && (
        <Button kind="quiet" working={list.fetchingMore} onClick={list.more}>
          {t("common.more")}
        </Button>
      )}
    </div>
  );
}

function Note({ note }: { note: ListedNote }) {
  const t = useText();
  const outbox = useOutbox();
  const entry = entryOf(note, useEntries());
  return (
    <div className="rounded-control border border-violet-line bg-violet-tint px-3 py-2">
      <p dir="auto" className="text-dense wrap-anywhere whitespace-pre-wrap text-ink [unicode-bidi:plaintext]">
        {note.text}
      </p>
      <p className="flex gap-1.5 pt-1 text-meta text-soft">
        <span dir="auto" className="truncate">
          {note.member_name}
        </span>
        <DateTime at={note.created_at} />
      </p>
      {entry?.refusal && (
        <Refused
          what={t("customer.note.refused")}
          refusal={entry.refusal}
          onRetry={() => void outbox.retry(entry.key)}
          onDiscard={() => void outbox.discard(entry.key)}
        />
      )}
    </div>
  );
}

function NewNote({ customer, known }: { customer: string; known: readonly ListedNote[] }) {
  const t = useText();
  const me = useMe();
  const place = `beside.${customer}`;
  const writer = writerOf(me);
  const [draft] = useState(() => draftOf(writer, place).text);
  const { text, write, flush } = useDraft(draft, (kept) => keepDraft(writer, place, { text: kept, mode: "note" }));
  const { run } = useCommand(addNote);
  const written = text.trim();

  function add() {
    if (!written) return;
    write("");
    flush("");
    const of = { customer, me, text: written, known };
    void run(
      { path: { id: customer }, body: { text: written }, changes: (key) => [pendingNote(key, of)] },
      { text: t("beside.noted") },
    );
  }
  function press(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    add();
  }
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        rows={1}
        aria-label={t("beside.note")}
        placeholder={t("beside.note.hint")}
        maxLength={longest}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={press}
        onBlur={() => flush()}
        className="min-h-10! text-dense!"
      />
      {written && (
        <Button onClick={add} className="self-end">
          {t("beside.note.add")}
        </Button>
      )}
    </div>
  );
}
