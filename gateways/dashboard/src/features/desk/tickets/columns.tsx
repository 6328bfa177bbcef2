import { Link } from "@tanstack/react-router";
import type { Ticket } from "@/api/types";
import type { Column } from "@/components/column";
import { DateTime } from "@/components/date_time";
import type { Option } from "@/components/option_list";
import { atPresent } from "@/features/history/as_of/search";
import type { Translate } from "@/i18n/i18n_provider";
import { FirstResponse } from "./first_response";
import type { Pickers } from "./menu_state";
import { AssigneePicker, PriorityPicker, StatusPicker } from "./pickers";
import { TagMarks } from "./tag_marks";

export interface ColumnsOf {
  t: Translate;
  pickers: Pickers;
  assignees: readonly Option[];
  mayEdit: boolean;
  mayAssign: boolean;
  onStatus: (ticket: Ticket, status: Ticket["status"]) => void;
  onPriority: (ticket: Ticket, priority: Ticket["priority"]) => void;
  onAssignee: (ticket: Ticket, member: string | null) => void;
}

export function ticketColumns(of: ColumnsOf): Column<Ticket>[] {
  const { t, pickers } = of;
  return [
    {
      id: "number",
      label: t("ticket.number"),
      width: 72,
      sortable: true,
      from: "sm",
      cell: ({ number }) => <span className="text-faint tabular-nums">#{number}</span>,
    },
    { id: "subject", label: t("ticket.subject"), fixed: true, cell: (ticket) => <Subject ticket={ticket} of={of} /> },
    {
      id: "customer",
      label: t("ticket.customer"),
      width: 152,
      from: "lg",
      cell: ({ customer_name, customer_id }) =>
        customer_id && (
          <span dir="auto" className="text-soft">
            {customer_name ?? t("customers.nameless")}
          </span>
        ),
    },
    {
      id: "first_response",
      label: t("ticket.first_response"),
      width: 160,
      from: "sm",
      cell: (ticket) => <FirstResponse ticket={ticket} />,
    },
    {
      id: "assignee",
      label: t("ticket.assigned_to"),
      width: 136,
      from: "md",
      cell: (ticket) => (
        <AssigneePicker
          ticket={ticket}
          options={of.assignees}
          disabled={!of.mayAssign || ticket.status === "closed"}
          onPick={(member) => of.onAssignee(ticket, member)}
          tabIndex={-1}
          className="-ml-2"
          {...pickers.of(ticket.id, "assignee")}
        />
      ),
    },
    {
      id: "created_at",
      label: t("ticket.created"),
      width: 104,
      sortable: true,
      align: "end",
      from: "md",
      cell: ({ created_at }) => <Time at={created_at} />,
    },
    {
      id: "last_activity_at",
      label: t("ticket.updated"),
      width: 104,
      sortable: true,
      align: "end",
      from: "md",
      cell: ({ last_activity_at }) => <Time at={last_activity_at} />,
    },
  ];
}

function Time({ at }: { at: string }) {
  return (
    <span className="text-meta text-faint">
      <DateTime at={at} as="list" />
    </span>
  );
}

/** How urgent it is and how it stands, what it is about; on a phone with a second line of what has no column there. */
function Subject({ ticket, of }: { ticket: Ticket; of: ColumnsOf }) {
  const { t, pickers, mayEdit } = of;
  return (
    <span className="flex min-w-0 items-center">
      <span className="-ml-2 flex shrink-0">
        <PriorityPicker
          ticket={ticket}
          compact
          disabled={!mayEdit || ticket.status === "closed"}
          onPick={(priority) => of.onPriority(ticket, priority)}
          tabIndex={-1}
          {...pickers.of(ticket.id, "priority")}
        />
        <StatusPicker
          ticket={ticket}
          compact
          disabled={!mayEdit}
          onPick={(status) => of.onStatus(ticket, status)}
          tabIndex={-1}
          {...pickers.of(ticket.id, "status")}
        />
      </span>
      <span className="flex min-w-0 items-center gap-2 pl-1 @max-[36rem]:flex-col @max-[36rem]:items-start @max-[36rem]:gap-0 @max-[36rem]:py-2">
        <Link
          from="/b/$business/tickets"
          to="/b/$business/tickets/$ticket"
          params={{ ticket: ticket.id }}
          search={atPresent}
          tabIndex={-1}
          dir="auto"
          className="max-w-full truncate font-medium text-ink"
        >
          {ticket.subject ?? t("ticket.subject.erased")}
        </Link>
        <span className="flex max-w-full items-center gap-2 text-meta text-faint @min-[36rem]:hidden">
          <span className="tabular-nums">#{ticket.number}</span>
          {ticket.first_response && <FirstResponse ticket={ticket} size="short" />}
          {ticket.customer_id && (
            <span dir="auto" className="min-w-0 truncate">
              {ticket.customer_name ?? t("customers.nameless")}
            </span>
          )}
        </span>
        <TagMarks tags={ticket.tags} />
      </span>
    </span>
  );
}
