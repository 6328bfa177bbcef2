import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import type { Ticket, TicketStatus } from "@/api/types";
import type { ListHandle } from "@/components/list";
import { atPresent } from "@/features/history/as_of/search";
import { useAssignees } from "@/features/inbox/conversations/assignees";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { BoardColumn } from "./board_column";
import { Instead } from "./instead";
import { usePickers } from "./menu_state";
import { ticketList } from "./queries";
import { filtersOf, statuses, type TicketsSearch } from "./search";
import { mayBecome } from "./status";
import { TicketCard } from "./ticket_card";
import { useBoardKeys } from "./use_board_keys";
import { useTicketCommands } from "./use_ticket_commands";

/** Tickets by how they stand. A card is moved by hand, by Shift and an arrow, or by its status; a closed one only to open. */
export function Board({ search, open }: { search: TicketsSearch; open: string | undefined }) {
  const t = useText();
  const navigate = useNavigate({ from: "/b/$business/tickets" });
  const columns = useColumns(search);
  const commands = useTicketCommands();
  const assignees = useAssignees("tickets.view");
  const pickers = usePickers();
  const handles = useRef(new Map<TicketStatus, ListHandle>());
  const [lifted, setLifted] = useState<Ticket>();
  const follow = useFollow(columns, handles);
  const mayEdit = useMay("tickets.edit");
  const mayAssign = useMay("tickets.assign");

  function move(ticket: Ticket, to: TicketStatus, byKey: boolean) {
    if (!mayEdit || !mayBecome(ticket.status, to)) return;
    if (byKey) follow(ticket.id, to);
    commands.changeStatus(ticket, to);
  }
  const wasOpen = useRef(open);
  useEffect(() => {
    const closed = open ? undefined : wasOpen.current;
    wasOpen.current = open;
    const column = closed && columns.find(({ list }) => list.rows.some(({ id }) => id === closed));
    if (column) handles.current.get(column.status)?.focusRow(closed);
  });

  useBoardKeys({
    columns,
    open,
    handles,
    pickers,
    commands,
    mayEdit,
    mayAssign,
    onMove: (ticket, to) => move(ticket, to, true),
    onOpen: (id) => void navigate({ to: "/b/$business/tickets/$ticket", params: { ticket: id }, search: atPresent }),
  });

  const [first] = columns;
  if (first?.list.error && columns.every(({ list }) => list.error && list.rows.length === 0)) {
    const retry = () => {
      for (const { list } of columns) list.retry();
    };
    return <Instead list={{ ...first.list, loading: false, retry }} search={search} onNew={undefined} />;
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of columns is no fieldset
    <div
      role="group"
      aria-label={t("tickets.board")}
      className="flex min-h-0 flex-1 snap-x overflow-x-auto max-sm:snap-mandatory"
    >
      {columns.map(({ status, list }) => (
        <BoardColumn
          key={status}
          status={status}
          list={list}
          lifted={lifted}
          onDrop={(ticket) => move(ticket, status, false)}
          currentId={open}
          ref={(handle) => {
            if (handle) handles.current.set(status, handle);
            else handles.current.delete(status);
          }}
        >
          {(ticket, link) => (
            <TicketCard
              ticket={ticket}
              link={link}
              assignees={assignees.options}
              personOf={assignees.personOf}
              pickers={pickers}
              commands={commands}
              mayEdit={mayEdit}
              mayAssign={mayAssign}
              lifted={lifted?.id === ticket.id}
              onLift={setLifted}
            />
          )}
        </BoardColumn>
      ))}
    </div>
  );
}

export interface Column {
  status: TicketStatus;
  list: ReturnType<typeof useList<Ticket>>;
}

const patience_ms = 1000;

/** The focus goes along with a card that a key has moved, when that comes up in its new column. */
function useFollow(columns: readonly Column[], handles: RefObject<Map<TicketStatus, ListHandle>>) {
  const followed = useRef<{ id: string; to: TicketStatus; since: number }>(undefined);
  useEffect(() => {
    const { id, to, since } = followed.current ?? {};
    if (!id || !to || !since) return;
    const late = Date.now() - since > patience_ms;
    const there = columns.find(({ status }) => status === to)?.list.rows.some((row) => row.id === id);
    if (there && !late) handles.current.get(to)?.focusRow(id);
    if (there || late) followed.current = undefined;
  });
  return (id: string, to: TicketStatus) => {
    followed.current = { id, to, since: Date.now() };
  };
}

/** A list for each status: five, always the same. */
function useColumns(search: TicketsSearch): Column[] {
  const business = useBusinessId();
  const me = useMe();
  const of = (status: TicketStatus) => ticketList(business, filtersOf(search, status), me.id);
  const lists = {
    open: useList(of("open")),
    in_progress: useList(of("in_progress")),
    waiting: useList(of("waiting")),
    resolved: useList(of("resolved")),
    closed: useList(of("closed")),
  };
  return statuses.map((status) => ({ status, list: lists[status] }));
}
