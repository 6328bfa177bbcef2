import { Archive, UserRound } from "lucide-react";
import { useState } from "react";
import { Avatar } from "@/components/avatar";
import { Badge } from "@/components/badge";
import { BulkBar } from "@/components/bulk_bar";
import { Button } from "@/components/button";
import type { Sort } from "@/components/column";
import { DateTime } from "@/components/date_time";
import { Money } from "@/components/money";
import { nothingSelected, type Selection } from "@/components/selection";
import { Table } from "@/components/table";
import { type Guest, guests, minutesAgo } from "./samples";

const tones = { open: "accent", pending: "amber", resolved: "green" } as const;

export function CustomerTable() {
  const [sort, setSort] = useState<Sort>({ column: "total", descending: true });
  const [hidden, setHidden] = useState<string[]>([]);
  const [selection, setSelection] = useState<Selection>({ ids: new Set(["guest-2", "guest-4"]) });
  const by: Record<string, (a: Guest, b: Guest) => number> = {
    name: (a, b) => a.name.localeCompare(b.name),
    last: (a, b) => b.minutes - a.minutes,
    total: (a, b) => a.total - b.total,
  };
  const rows = guests.slice(0, 60).sort((a, b) => (by[sort.column]?.(a, b) ?? 0) * (sort.descending ? -1 : 1));
  return (
    <div className="relative flex h-100 flex-col overflow-hidden rounded-panel border border-line bg-panel">
      <Table
        label="Customers"
        rows={rows}
        rowId={(guest) => guest.id}
        rowName={(guest) => guest.name}
        sort={sort}
        onSort={setSort}
        hidden={hidden}
        onHidden={setHidden}
        selection={selection}
        onSelection={setSelection}
        onOpen={() => undefined}
        columns={[
          {
            id: "name",
            label: "Name",
            fixed: true,
            sortable: true,
            cell: (guest) => (
              <span className="flex items-center gap-2">
                <Avatar name={guest.name} />
                <span dir="auto" className="truncate font-medium">
                  {guest.name}
                </span>
              </span>
            ),
          },
          {
            id: "subject",
            label: "Last subject",
            from: "md",
            cell: (guest) => <span dir="auto">{guest.subject}</span>,
          },
          {
            id: "status",
            label: "Status",
            width: 120,
            from: "sm",
            cell: (guest) => <Badge tone={tones[guest.status]}>{guest.status}</Badge>,
          },
          {
            id: "last",
            label: "Last seen",
            width: 120,
            from: "lg",
            sortable: true,
            cell: (guest) => <DateTime at={minutesAgo(guest.minutes)} />,
          },
          {
            id: "total",
            label: "Paid",
            width: 112,
            align: "end",
            sortable: true,
            cell: (guest) => <Money amount={guest.total} currency="EUR" />,
          },
        ]}
      />
      <BulkBar count={selection.ids.size} onClear={() => setSelection(nothingSelected)}>
        <Button kind="quiet" icon={UserRound}>
          Assign
        </Button>
        <Button kind="quiet" icon={Archive}>
          Archive
        </Button>
      </BulkBar>
    </div>
  );
}
