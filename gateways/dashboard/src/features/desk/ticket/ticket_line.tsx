import { Link } from "@tanstack/react-router";
import type { Ticket } from "@/api/types";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { statusMarks } from "../tickets/marks";

export const lineLook = "-mx-2 flex min-h-8 items-center gap-2 rounded-control px-2 hover:bg-hover";

/** A ticket in a line, where the page is about something else. */
export function TicketLine({ ticket, onLeave }: { ticket: Ticket; onLeave?: () => void }) {
  const t = useText();
  const { icon, ink } = statusMarks[ticket.status];
  return (
    <Link
      from="/b/$business"
      to="/b/$business/tickets/$ticket"
      params={{ ticket: ticket.id }}
      search={{ status: "all" }}
      onClick={onLeave}
      title={t(`ticket.status.${ticket.status}`)}
      className={lineLook}
    >
      <Icon of={icon} className={ink} />
      <span className="sr-only">{t(`ticket.status.${ticket.status}`)}</span>
      <span className="text-faint tabular-nums">#{ticket.number}</span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {ticket.subject ?? t("ticket.subject.erased")}
      </span>
    </Link>
  );
}
