import { ArrowDown } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import type { Ticket } from "@/api/types";
import { useEntries, useOutbox } from "@/commands/outbox_provider";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import type { ComposerHandle, ComposerMode } from "@/components/composer";
import { Sheet } from "@/components/sheet";
import { useThen } from "@/features/history/as_of/past";
import { useAssignees } from "@/features/inbox/conversations/assignees";
import { draftOf } from "@/features/inbox/thread/drafts";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { isUnnumbered } from "@/lists/echoes";
import { useList } from "@/lists/use_list";
import { comment } from "../tickets/commands";
import { commentList } from "../tickets/queries";
import { useTicketCommands } from "../tickets/use_ticket_commands";
import { CommentBox } from "./comment_box";
import { CommentList } from "./comment_list";
import { type FactPicker, Facts } from "./facts";
import { TicketHeader } from "./header";
import { commentsOf, pendingComment } from "./pending";
import { Side } from "./side";
import { Subject } from "./subject";
import { useEnd } from "./use_end";
import { useTicketKeys } from "./use_ticket_keys";

/** One ticket: what it is about, how it stands, what was written under it, and what one does about it. */
export function TicketView({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const textOf = useProblemText();
  const outbox = useOutbox();
  const entries = useEntries();
  const list = useList(commentList(useBusinessId(), ticket.id, useThen()));
  const commands = useTicketCommands();
  const { run: say } = useCommand(comment);
  const assignees = useAssignees("tickets.view");
  const nameOf = useMemberNames();
  const [mode, setMode] = useState<ComposerMode>(() => draftOf(me.id, ticket.id).mode);
  const [picker, setPicker] = useState<FactPicker>();
  const [details, setDetails] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const mayEdit = useMay("tickets.edit");
  const mayAssign = useMay("tickets.assign");
  const closed = ticket.status === "closed";
  useTitle(`#${ticket.number} ${ticket.subject ?? ""}`.trim());

  const comments = commentsOf(list.rows).reverse();
  const newest = list.loading ? undefined : (comments.at(-1)?.no ?? 0);
  const end = useEnd(scroller, newest);
  const unseen = comments.filter((one) => one.no > end.seen && !isUnnumbered(one)).length;

  function write(as: ComposerMode) {
    flushSync(() => setMode(as));
    composer.current?.focus();
  }
  function send(text: string, internal: boolean) {
    void say({
      path: { id: ticket.id },
      body: { text, internal },
      changes: (key) => [pendingComment(key, { ticket, me, text, internal })],
    });
    requestAnimationFrame(end.toEnd);
  }
  useTicketKeys({ ticket, commands, mayEdit, mayAssign, onWrite: write, onPick: setPicker, onClose });

  return (
    <article
      ref={takeFocus}
      tabIndex={-1}
      aria-label={`#${ticket.number}`}
      className="flex h-full bg-panel outline-none"
    >
      <div className="relative flex min-w-0 flex-1 flex-col">
        <TicketHeader
          ticket={ticket}
          mayEdit={mayEdit}
          onStatus={(status) => commands.changeStatus(ticket, status)}
          onDetails={() => setDetails(true)}
        />
        <section
          ref={scroller}
          onScroll={end.onScroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard
          tabIndex={0}
          aria-label={t("ticket.text")}
          className="min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
        >
          <div className="mx-auto flex w-full max-w-180 flex-col gap-4 px-4 py-6">
            <Subject
              subject={ticket.subject}
              mayChange={mayEdit && !closed}
              onChange={(subject) => commands.changeSubject(ticket, subject)}
            />
            <Facts
              ticket={ticket}
              assignees={assignees.options}
              personOf={assignees.personOf}
              commands={commands}
              mayEdit={mayEdit}
              mayAssign={mayAssign}
              opened={picker}
              onOpened={setPicker}
            />
            {ticket.description && (
              <p dir="auto" className="text-body wrap-break-word whitespace-pre-wrap text-ink">
                {ticket.description}
              </p>
            )}
            <CommentList
              comments={comments}
              entries={entries}
              loading={list.loading}
              error={list.error ? textOf(list.error) : undefined}
              hasEarlier={list.hasMore}
              fetchingEarlier={list.fetchingMore}
              onEarlier={list.error ? list.retry : list.more}
              onRetry={(key) => void outbox.retry(key)}
              onDiscard={(key) => void outbox.discard(key)}
            />
          </div>
        </section>
        <div className="relative shrink-0">
          {unseen > 0 && (
            <Button
              icon={ArrowDown}
              onClick={end.toEnd}
              className="absolute! -top-10 left-1/2 -translate-x-1/2 rounded-full! shadow-float"
            >
              {t("ticket.comments.new", { count: unseen })}
            </Button>
          )}
          {mayEdit && (
            <CommentBox
              ref={composer}
              ticket={ticket}
              mode={mode}
              onMode={setMode}
              onSend={send}
              onReopen={() => commands.changeStatus(ticket, "open")}
            />
          )}
        </div>
      </div>
      <aside
        aria-label={t("ticket.details")}
        className="hidden w-side shrink-0 overflow-y-auto border-l border-line p-4 xl:block"
      >
        <Side ticket={ticket} nameOf={nameOf} />
      </aside>
      <Sheet open={details} onOpenChange={setDetails} title={t("ticket.details")}>
        <Side ticket={ticket} nameOf={nameOf} />
      </Sheet>
    </article>
  );
}

/** What has opened is where one is: nothing beneath it hears a key. */
function takeFocus(article: HTMLElement | null) {
  article?.focus({ preventScroll: true });
}
