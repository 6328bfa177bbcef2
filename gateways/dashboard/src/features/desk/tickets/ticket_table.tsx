import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { SkeletonRows } from "@/components/skeleton";
import { Table, type TableHandle } from "@/components/table";
import { atPresent } from "@/features/history/as_of/search";
import { useAssignees } from "@/features/inbox/conversations/assignees";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { ticketColumns } from "./columns";
import { keepHidden, keptHidden } from "./hidden_columns";
import { Instead } from "./instead";
import { usePickers } from "./menu_state";
import { ticketList } from "./queries";
import { filtersOf, type TicketsSearch } from "./search";
import { sortOf, tableSortOf } from "./table_sort";
import { useRowKeys } from "./use_row_keys";
import { useTicketCommands } from "./use_ticket_commands";

/** Tickets as rows; one of them may be open over the table. */
export function TicketTable({
  search,
  open,
  onNew,
}: {
  search: TicketsSearch;
  open: string | undefined;
  onNew: (() => void) | undefined;
}) {
  const t = useText();
  const me = useMe();
  const navigate = useNavigate({ from: "/b/$business/tickets" });
  const filters = filtersOf(search, search.status ?? "open");
  const list = useList(ticketList(useBusinessId(), filters, me.id));
  const commands = useTicketCommands();
  const assignees = useAssignees("tickets.view");
  const pickers = usePickers();
  const [hidden, setHidden] = useState(keptHidden);
  const table = useRef<TableHandle>(null);
  const mayEdit = useMay("tickets.edit");
  const mayAssign = useMay("tickets.assign");
  useFocusBackOn(open, table);

  const go = (id: string) =>
    void navigate({ to: "/b/$business/tickets/$ticket", params: { ticket: id }, search: atPresent });
  useRowKeys({ rows: list.rows, open, table, pickers, commands, mayEdit, mayAssign, onOpen: go });

  const columns = ticketColumns({
    t,
    pickers,
    assignees: assignees.options,
    mayEdit,
    mayAssign,
    onStatus: commands.changeStatus,
    onPriority: commands.changePriority,
    onAssignee: (ticket, id) => commands.assign(ticket, assignees.personOf(id ?? undefined)),
  });
  return (
    <Table
      ref={table}
      label={t("tickets.title")}
      columns={columns}
      rows={list.rows}
      rowId={({ id }) => id}
      rowName={({ number }) => `#${number}`}
      sort={tableSortOf(search.sort)}
      onSort={(sort) =>
        void navigate({ to: ".", search: (before) => ({ ...before, sort: sortOf(sort, search.sort) }) })
      }
      hidden={hidden}
      onHidden={(next) => {
        keepHidden(next);
        setHidden(next);
      }}
      onOpen={({ id }) => go(id)}
      {...(open ? { currentId: open } : {})}
      hasMore={list.hasMore}
      onMore={list.more}
      instead={<Instead list={list} search={search} onNew={onNew} />}
      foot={list.fetchingMore && <SkeletonRows rows={2} height={40} label={t("common.loading")} />}
    />
  );
}

/** Closed: the focus is back on its row. */
function useFocusBackOn(open: string | undefined, table: React.RefObject<TableHandle | null>) {
  const was = useRef(open);
  useEffect(() => {
    const closed = open ? undefined : was.current;
    was.current = open;
    if (closed) table.current?.focusRow(closed);
  }, [open, table]);
}
