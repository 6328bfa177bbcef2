import { Link } from "@tanstack/react-router";
import { ArrowRight, CircleCheck, CloudOff } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { isFinal } from "@/api/problem";
import type { Business, Ticket } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Count } from "@/components/badge";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { Empty } from "@/components/empty";
import { Icon } from "@/components/icon";
import { SkeletonRows } from "@/components/skeleton";
import { FirstResponse } from "@/features/desk/tickets/first_response";
import { statusMarks } from "@/features/desk/tickets/marks";
import { ticketList } from "@/features/desk/tickets/queries";
import type { ListedConversation } from "@/features/inbox/conversations/live";
import { conversationList } from "@/features/inbox/conversations/queries";
import { RowMarks } from "@/features/inbox/conversations/row_marks";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useList } from "@/lists/use_list";

const few = 6;
const linkLook =
  "flex min-h-12 items-center gap-3 px-4 text-dense -outline-offset-2 transition-colors duration-100 hover:bg-hover";

/** What is mine to do: who has waited for me longest, and which answer is due soonest. */
export function MyWork({ business }: { business: Business }) {
  const t = useText();
  const me = useMe();
  const id = useBusinessId();
  const maySeeTickets = useMay("tickets.view");
  const conversations = useList(
    useMemo(() => conversationList(id, { view: "mine", sort: "waiting" }, me.id), [id, me.id]),
  );
  return (
    <section aria-label={t("home.work")} className="flex flex-col self-start lg:sticky lg:top-6">
      <h2 className="pb-2 text-meta font-medium text-faint">{t("home.work")}</h2>
      <div className="divide-y divide-line overflow-hidden rounded-panel border border-line bg-panel">
        <Some list={conversations} none={<NothingMine business={business} />}>
          {(one) => <ConversationLink key={one.id} business={business} conversation={one} />}
        </Some>
        {conversations.rows.length > few && (
          <All>
            <Link
              to="/b/$business/inbox"
              params={{ business: business.slug }}
              search={{ view: "mine", sort: "waiting" }}
            >
              {t("home.work.all")}
            </Link>
          </All>
        )}
        {maySeeTickets && <MyTickets business={business} />}
      </div>
    </section>
  );
}

type List<Row> = Pick<ReturnType<typeof useList<never>>, "loading" | "error" | "retry"> & { rows: readonly Row[] };

function Some<Row>({ list, none, children }: { list: List<Row>; none: ReactNode; children: (row: Row) => ReactNode }) {
  const t = useText();
  const textOf = useProblemText();
  if (list.loading) return <SkeletonRows rows={3} label={t("common.loading")} />;
  if (list.error && list.rows.length === 0)
    return (
      <Empty
        icon={CloudOff}
        title={textOf(list.error)}
        action={!isFinal(list.error) && <Button onClick={list.retry}>{t("common.retry")}</Button>}
      />
    );
  return list.rows.length === 0 ? none : list.rows.slice(0, few).map(children);
}

function All({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-center gap-2 px-4 text-dense font-medium text-accent-ink hover:bg-hover [&_a]:flex [&_a]:min-h-10 [&_a]:flex-1 [&_a]:items-center">
      {children}
      <Icon of={ArrowRight} className="size-3.5" />
    </p>
  );
}

function NothingMine({ business }: { business: Business }) {
  const t = useText();
  const mayViewAll = useMay("conversations_view_all");
  return (
    <Empty
      icon={CircleCheck}
      title={t("inbox.empty.mine.title")}
      text={t("inbox.empty.mine.text")}
      action={
        mayViewAll && (
          <Link
            to="/b/$business/inbox"
            params={{ business: business.slug }}
            search={{ view: "unassigned" }}
            className="inline-flex min-h-8 items-center font-medium text-accent-ink hover:underline"
          >
            {t("home.work.take")}
          </Link>
        )
      }
    />
  );
}

function ConversationLink({ business, conversation }: { business: Business; conversation: ListedConversation }) {
  const t = useText();
  const { id, customer_id, customer_name, subject, preview, unread } = conversation;
  const name = customer_name ?? t("customers.nameless");
  return (
    <Link
      to="/b/$business/inbox/$conversation"
      params={{ business: business.slug, conversation: id }}
      search={{ view: "mine", sort: "waiting" }}
      className={linkLook}
    >
      <Avatar name={name} id={customer_id} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span dir="auto" className={cx("truncate text-ink", unread > 0 && "font-semibold")}>
          {name}
        </span>
        <span dir="auto" className="truncate text-faint">
          {[subject, preview].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="flex shrink-0 items-center gap-1.5">
        <RowMarks conversation={{ ...conversation, assigned_to: null }} />
        <Count of={unread} tone="accent" label={t("inbox.unread", { count: unread })} />
      </span>
    </Link>
  );
}

function MyTickets({ business }: { business: Business }) {
  const t = useText();
  const me = useMe();
  const id = useBusinessId();
  const tickets = useList(
    useMemo(
      () =>
        ticketList(
          id,
          { assigned_to: "me", status: ["open", "in_progress", "waiting"], sort: "first_response_due_at" },
          me.id,
        ),
      [id, me.id],
    ),
  );
  return (
    <>
      <Some list={tickets} none={null}>
        {(ticket) => <TicketLink key={ticket.id} business={business} ticket={ticket} />}
      </Some>
      {tickets.rows.length > few && (
        <All>
          <Link
            to="/b/$business/tickets"
            params={{ business: business.slug }}
            search={{ status: "all", assigned: "me" }}
          >
            {t("home.work.all_tickets")}
          </Link>
        </All>
      )}
    </>
  );
}

function TicketLink({ business, ticket }: { business: Business; ticket: Ticket }) {
  const t = useText();
  const { icon, ink } = statusMarks[ticket.status];
  return (
    <Link
      to="/b/$business/tickets/$ticket"
      params={{ business: business.slug, ticket: ticket.id }}
      className={linkLook}
    >
      <span
        title={t(`ticket.status.${ticket.status}`)}
        className={cx("grid w-[1.5rem] shrink-0 place-items-center", ink)}
      >
        <Icon of={icon} />
        <span className="sr-only">{t(`ticket.status.${ticket.status}`)}</span>
      </span>
      <span className="text-faint tabular-nums">#{ticket.number}</span>
      <span dir="auto" className="min-w-0 flex-1 truncate text-ink">
        {ticket.subject ?? t("ticket.subject.erased")}
      </span>
      <FirstResponse ticket={ticket} size="short" />
    </Link>
  );
}
