import type { RefObject } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import type { Conversation, Customer, Ticket } from "@/api/types";
import { useEntries, useOutbox } from "@/commands/outbox_provider";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { SkeletonRows } from "@/components/skeleton";
import { Timeline } from "@/components/timeline";
import { oneTicket } from "@/features/desk/tickets/queries";
import { useThen } from "@/features/history/as_of/past";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useList } from "@/lists/use_list";
import { oneConversation } from "../conversations/queries";
import { addNote } from "./commands";
import { historyOf } from "./history";
import { NoteBox } from "./note_box";
import { entryOf, pendingNote, withoutEchoes } from "./pending_note";
import { conversationsOf, noteList, ticketsOf } from "./queries";
import { useRowsThen } from "./rows_then";
import { useHappening } from "./use_happening";

/** Everything that happened with a customer, and where one adds to it. */
export function HistoryPanel({
  customer,
  mayEdit,
  noteField,
}: {
  customer: Customer;
  mayEdit: boolean;
  noteField: RefObject<HTMLTextAreaElement | null>;
}) {
  const t = useText();
  const textOf = useProblemText();
  const me = useMe();
  const business = useBusinessId();
  const outbox = useOutbox();
  const entries = useEntries();
  const conversations = useRowsThen<Conversation, ReturnType<typeof useList<Conversation>>>(
    useList(conversationsOf(business, customer.id)),
    (id, at) => oneConversation(business, id, me.id, at),
  );
  const tickets = useRowsThen<Ticket, ReturnType<typeof useList<Ticket>>>(
    useList(ticketsOf(business, customer.id, useMay("tickets.view"))),
    (id, at) => oneTicket(business, id, at),
  );
  const notes = useList(noteList(business, customer.id, useThen()));
  const { run } = useCommand(addNote);
  const happening = useHappening({
    entryOf: (note) => entryOf(note, entries),
    onRetry: (key) => void outbox.retry(key),
    onDiscard: (key) => void outbox.discard(key),
  });
  const lists = [conversations, tickets, notes];
  const failed = lists.find(({ error, rows }) => error && rows.length === 0);
  const listed = withoutEchoes(notes.rows);
  const history = historyOf({ customer, conversations, tickets, notes: { rows: listed, hasMore: notes.hasMore } });

  function save(text: string) {
    const of = { customer: customer.id, me, text, known: notes.rows };
    void run({ path: { id: customer.id }, body: { text }, changes: (key) => [pendingNote(key, of)] });
  }

  return (
    <div className="flex flex-col gap-6">
      {mayEdit && <NoteBox customer={customer.id} onSave={save} field={noteField} />}
      {failed && (
        <Banner tone="red" action={<Button onClick={failed.retry}>{t("common.retry")}</Button>}>
          {textOf(failed.error)}
        </Banner>
      )}
      {lists.some(({ loading }) => loading) ? (
        <SkeletonRows rows={5} label={t("common.loading")} />
      ) : (
        <section>
          <h2 className="sr-only">{t("customer.history")}</h2>
          <Timeline label={t("customer.history")} happenings={history.events.map(happening)} />
        </section>
      )}
      {history.hasMore && (
        <Button
          working={lists.some(({ fetchingMore }) => fetchingMore)}
          onClick={() => {
            for (const list of lists) list.more();
          }}
        >
          {t("customer.history.earlier")}
        </Button>
      )}
    </div>
  );
}
