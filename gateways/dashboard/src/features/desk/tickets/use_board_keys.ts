import type { RefObject } from "react";
import type { Ticket, TicketStatus } from "@/api/types";
import type { ListHandle } from "@/components/list";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import type { Column } from "./board";
import type { Picker, Pickers } from "./menu_state";
import { rowInFocus } from "./rows";
import { mayBecome, resolvedOrReopened } from "./status";
import type { TicketCommands } from "./use_ticket_commands";

interface BoardKeys {
  columns: readonly Column[];
  open: string | undefined;
  handles: RefObject<Map<TicketStatus, ListHandle>>;
  pickers: Pickers;
  commands: TicketCommands;
  mayEdit: boolean;
  mayAssign: boolean;
  onMove: (ticket: Ticket, to: TicketStatus) => void;
  onOpen: (id: string) => void;
}

/** Arrows go from card to card and from column to column; with Shift the card goes along. */
export function useBoardKeys(keys: BoardKeys) {
  const { columns, open, handles, pickers, commands, mayEdit, mayAssign, onMove, onOpen } = keys;
  const t = useText();

  const at = (id: string | undefined) => {
    const column = columns.findIndex(({ list }) => list.rows.some((row) => row.id === id));
    const row = columns[column]?.list.rows.findIndex((one) => one.id === id) ?? -1;
    return { column, row, ticket: columns[column]?.list.rows[row] };
  };
  const onCard = (act: (ticket: Ticket) => void) => () => {
    const { ticket } = at(rowInFocus());
    if (ticket) act(ticket);
  };
  const focus = (column: Column | undefined, row: number) => {
    const ticket = column?.list.rows[Math.min(row, column.list.rows.length - 1)];
    if (column && ticket) handles.current.get(column.status)?.focusRow(ticket.id);
  };
  function step(by: 1 | -1) {
    if (!open)
      return focus(
        columns.find(({ list }) => list.rows.length > 0),
        0,
      );
    const { column, row } = at(open);
    const next = columns[column]?.list.rows[row + by];
    if (next) onOpen(next.id);
  }
  function across(by: 1 | -1) {
    const { column, row } = at(rowInFocus());
    if (column < 0) return step(1);
    const beside = by > 0 ? columns.slice(column + 1) : columns.slice(0, column).reverse();
    focus(
      beside.find(({ list }) => list.rows.length > 0),
      row,
    );
  }
  /** To the next column that takes it. */
  const carry = (by: 1 | -1) =>
    onCard((ticket) => {
      const { column } = at(ticket.id);
      const beside = by > 0 ? columns.slice(column + 1) : columns.slice(0, column).reverse();
      const to = beside.find(({ status }) => mayBecome(ticket.status, status));
      if (to) onMove(ticket, to.status);
    });
  const pick = (picker: Picker) => onCard((ticket) => pickers.open(ticket.id, picker));

  const shown = open === undefined;
  const may = shown && mayEdit;
  useKeys(t("tickets.board"), [
    { text: t("ticket.do.next"), keys: "j", unlisted: true, run: () => step(1) },
    { text: t("ticket.do.previous"), keys: "k", unlisted: true, run: () => step(-1) },
    shown ? { text: t("ticket.do.left"), keys: "left", unlisted: true, run: () => across(-1) } : undefined,
    shown ? { text: t("ticket.do.right"), keys: "right", unlisted: true, run: () => across(1) } : undefined,
    may ? { text: t("ticket.do.carry_left"), keys: "shift+left", unlisted: true, run: carry(-1) } : undefined,
    may ? { text: t("ticket.do.carry_right"), keys: "shift+right", unlisted: true, run: carry(1) } : undefined,
    may
      ? {
          text: t("ticket.do.resolve"),
          keys: "e",
          unlisted: true,
          run: onCard((ticket) => onMove(ticket, resolvedOrReopened(ticket.status))),
        }
      : undefined,
    shown && mayAssign ? { text: t("ticket.do.assign"), keys: "a", unlisted: true, run: pick("assignee") } : undefined,
    shown && mayAssign
      ? { text: t("ticket.do.take"), keys: "i", unlisted: true, run: onCard(commands.take) }
      : undefined,
    may ? { text: t("ticket.do.status"), keys: "s", unlisted: true, run: pick("status") } : undefined,
    may ? { text: t("ticket.do.priority"), keys: "p", unlisted: true, run: pick("priority") } : undefined,
  ]);
}
