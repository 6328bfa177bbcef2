import { Link } from "@tanstack/react-router";
import { Clock, DoorOpen, Lock, MessagesSquare, Ticket as TicketIcon } from "lucide-react";
import type { Conversation, Ticket } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { Refused } from "@/commands/refused";
import { Badge } from "@/components/badge";
import { Icon } from "@/components/icon";
import type { Happening } from "@/components/timeline";
import { useText } from "@/i18n/i18n_provider";
import type { Event } from "./history";
import type { ListedNote } from "./pending_note";

/** How what happened is told in a line, and in a few more. */
export function useHappening(of: {
  entryOf: (note: ListedNote) => Entry | undefined;
  onRetry: (key: string) => void;
  onDiscard: (key: string) => void;
}): (event: Event) => Happening {
  const t = useText();
  return (event) => {
    const { id, at } = event;
    switch (event.is) {
      case "conversation":
        return {
          id,
          at,
          icon: MessagesSquare,
          tone: "accent",
          title: <ConversationTitle conversation={event.conversation} />,
          body: event.conversation.preview && (
            <p dir="auto" className="line-clamp-2 text-soft">
              {event.conversation.preview}
            </p>
          ),
        };
      case "ticket":
        return { id, at, icon: TicketIcon, tone: "amber", title: <TicketTitle ticket={event.ticket} /> };
      case "note":
        return {
          id,
          at,
          icon: Lock,
          tone: "violet",
          title: t("customer.happened.note", { name: event.note.member_name ?? t("customer.somebody") }),
          body: <NoteBody note={event.note} entry={of.entryOf(event.note)} {...of} />,
        };
      case "met":
        return { id, at, icon: DoorOpen, title: t(`customer.happened.met.${event.customer.came_by}`) };
    }
  };
}

const link =
  "-my-1.5 inline-flex min-h-8 items-center gap-1 font-medium text-ink hover:text-accent-ink hover:underline";

function ConversationTitle({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const { channel, subject, status, assigned_name } = conversation;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Link
        from="/b/$business/customers/$customer"
        to="/b/$business/inbox/$conversation"
        params={{ conversation: conversation.id }}
        search={{ view: "all" }}
        className={link}
      >
        {subject ?? t("customer.happened.conversation", { channel: t(`channel.${channel}`) })}
      </Link>
      <Badge tone={status === "open" ? "accent" : status === "pending" ? "amber" : "green"}>
        {t(`conversation.status.${status}`)}
      </Badge>
      {assigned_name && <span className="text-meta text-faint">{t("inbox.assigned_to", { name: assigned_name })}</span>}
    </span>
  );
}

function TicketTitle({ ticket }: { ticket: Ticket }) {
  const t = useText();
  const { number, subject, status } = ticket;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Link
        from="/b/$business/customers/$customer"
        to="/b/$business/tickets/$ticket"
        params={{ ticket: ticket.id }}
        className={link}
      >
        #{number} <span dir="auto">{subject ?? t("customer.happened.ticket")}</span>
      </Link>
      <Badge tone={status === "open" || status === "in_progress" ? "accent" : status === "waiting" ? "amber" : "green"}>
        {t(`ticket.status.${status}`)}
      </Badge>
    </span>
  );
}

function NoteBody({
  note,
  entry,
  onRetry,
  onDiscard,
}: {
  note: ListedNote;
  entry: Entry | undefined;
  onRetry: (key: string) => void;
  onDiscard: (key: string) => void;
}) {
  const t = useText();
  return (
    <div className="flex flex-col gap-1">
      <p
        dir="auto"
        className="rounded-panel border border-violet-line bg-violet-tint px-3 py-2 text-body whitespace-pre-wrap text-ink"
      >
        {note.text ?? t("customer.note.erased")}
      </p>
      {entry?.refusal ? (
        <Refused
          what={t("customer.note.refused")}
          refusal={entry.refusal}
          onRetry={() => onRetry(entry.key)}
          onDiscard={() => onDiscard(entry.key)}
        />
      ) : (
        entry && (
          <span role="status" className="flex items-center gap-1 text-meta text-faint">
            <Icon of={Clock} className="size-3.5" />
            {t("customer.note.saving")}
          </span>
        )
      )}
    </div>
  );
}
