import { Link } from "@tanstack/react-router";
import { ArrowLeft, CircleCheck, CircleMinus, PanelRight, RotateCcw } from "lucide-react";
import type { Ticket, TicketStatus } from "@/api/types";
import { Button, buttonLook } from "@/components/button";
import { firstPress } from "@/components/first_press";
import { Icon } from "@/components/icon";
import { IconButton } from "@/components/icon_button";
import { ThingMenu } from "@/features/history/as_of/thing_menu";
import { useText } from "@/i18n/i18n_provider";
import { isOver, mayBecome, resolvedOrReopened } from "../tickets/status";

export function BackToTickets() {
  const t = useText();
  return (
    <Link
      from="/b/$business/tickets"
      to="/b/$business/tickets"
      search={(before) => before}
      className={`${buttonLook("quiet")} px-2!`}
    >
      <Icon of={ArrowLeft} />
      {t("tickets.title")}
    </Link>
  );
}

export function TicketHeader({
  ticket,
  mayEdit,
  onStatus,
  onDetails,
}: {
  ticket: Ticket;
  mayEdit: boolean;
  onStatus: (status: TicketStatus) => void;
  /** Shows what stands beside the ticket on a wide screen. */
  onDetails: () => void;
}) {
  const t = useText();
  const over = isOver(ticket.status);
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-1 border-b border-line px-2 lg:px-4">
      <BackToTickets />
      <span className="min-w-0 flex-1 truncate text-faint tabular-nums">#{ticket.number}</span>
      {mayEdit && (
        <Button
          icon={over ? RotateCcw : CircleCheck}
          onClick={firstPress(() => onStatus(resolvedOrReopened(ticket.status)))}
        >
          {t(over ? "ticket.reopen" : "ticket.resolve")}
        </Button>
      )}
      <ThingMenu
        entries={
          mayEdit && mayBecome(ticket.status, "closed")
            ? [{ label: t("ticket.close"), icon: CircleMinus, onSelect: () => onStatus("closed") }]
            : []
        }
      />
      <IconButton icon={PanelRight} label={t("ticket.details")} onClick={onDetails} className="xl:hidden" />
    </header>
  );
}
