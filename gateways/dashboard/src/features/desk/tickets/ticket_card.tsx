import { Link } from "@tanstack/react-router";
import type { DragEvent } from "react";
import type { Ticket } from "@/api/types";
import { cx } from "@/components/cx";
import type { RowLink } from "@/components/list";
import type { Option } from "@/components/option_list";
import { atPresent } from "@/features/history/as_of/search";
import { useText } from "@/i18n/i18n_provider";
import { FirstResponse } from "./first_response";
import type { Pickers } from "./menu_state";
import { AssigneePicker, PriorityPicker, StatusPicker } from "./pickers";
import type { TicketCommands } from "./use_ticket_commands";

export interface TicketCardProps {
  ticket: Ticket;
  link: RowLink;
  assignees: readonly Option[];
  personOf: (member: string | undefined) => { id: string; name: string } | null;
  pickers: Pickers;
  commands: TicketCommands;
  mayEdit: boolean;
  mayAssign: boolean;
  /** It is being dragged. */
  lifted: boolean;
  onLift: (ticket: Ticket | undefined) => void;
}

/** What it is about, how urgent, who has it. The whole card opens it, and may be dragged. */
export function TicketCard({ ticket, link, lifted, onLift, commands, pickers, ...props }: TicketCardProps) {
  const t = useText();
  const closed = ticket.status === "closed";
  function lift(event: DragEvent) {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", `#${ticket.number} ${ticket.subject ?? ""}`);
    onLift(ticket);
  }
  return (
    <div className="px-2 pb-2">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: by keyboard it is moved by Shift and the arrows, or by its status */}
      <div
        draggable={props.mayEdit}
        onDragStart={lift}
        onDragEnd={() => onLift(undefined)}
        className={cx(
          "group relative rounded-panel border border-line bg-panel transition-colors duration-100 focus-within:border-line-control hover:border-line-control",
          lifted && "opacity-45",
        )}
      >
        <Link
          {...link}
          from="/b/$business/tickets"
          to="/b/$business/tickets/$ticket"
          params={{ ticket: ticket.id }}
          search={atPresent}
          draggable={false}
          className="flex flex-col gap-1 rounded-panel px-3 pt-2 pb-10"
        >
          <span className="flex items-baseline gap-2 pr-6 text-meta text-faint">
            <span className="tabular-nums">#{ticket.number}</span>
            {ticket.customer_id && (
              <span dir="auto" className="truncate">
                {ticket.customer_name ?? t("customers.nameless")}
              </span>
            )}
          </span>
          <span dir="auto" className="line-clamp-2 font-medium text-ink">
            {ticket.subject ?? t("ticket.subject.erased")}
          </span>
        </Link>
        <span className="absolute top-0.5 right-0.5 rounded-control bg-panel opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 pointer-coarse:opacity-100">
          <StatusPicker
            ticket={ticket}
            compact
            tabIndex={-1}
            disabled={!props.mayEdit}
            onPick={(status) => commands.changeStatus(ticket, status)}
            {...pickers.of(ticket.id, "status")}
          />
        </span>
        <span className="pointer-events-none absolute inset-x-1 bottom-1 flex items-center gap-0.5 *:pointer-events-auto">
          <PriorityPicker
            ticket={ticket}
            compact
            tabIndex={-1}
            disabled={!props.mayEdit || closed}
            onPick={(priority) => commands.changePriority(ticket, priority)}
            {...pickers.of(ticket.id, "priority")}
          />
          <span className="pointer-events-none! min-w-0 flex-1 text-meta">
            {ticket.first_response && ticket.first_response !== "stopped" && (
              <FirstResponse ticket={ticket} size="short" />
            )}
          </span>
          <AssigneePicker
            ticket={ticket}
            compact
            tabIndex={-1}
            options={props.assignees}
            disabled={!props.mayAssign || closed}
            onPick={(id) => commands.assign(ticket, props.personOf(id ?? undefined))}
            {...pickers.of(ticket.id, "assignee")}
          />
        </span>
      </div>
    </div>
  );
}
