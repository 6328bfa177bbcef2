import type { RefObject } from "react";
import type { Ticket } from "@/api/types";
import type { TableHandle } from "@/components/table";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import type { Picker, Pickers } from "./menu_state";
import { rowInFocus } from "./rows";
import { resolvedOrReopened } from "./status";
import type { TicketCommands } from "./use_ticket_commands";

interface RowKeys {
  rows: readonly Ticket[];
  /** The ticket that is open: its own letters are its page's, J and K go on to the next one. */
  open: string | undefined;
  table: RefObject<TableHandle | null>;
  pickers: Pickers;
  commands: TicketCommands;
  mayEdit: boolean;
  mayAssign: boolean;
  onOpen: (id: string) => void;
}

/** The letters of a table of tickets: each is about the row that has the focus. */
export function useRowKeys({ rows, open, table, pickers, commands, mayEdit, mayAssign, onOpen }: RowKeys) {
  const t = useText();
  function step(by: 1 | -1) {
    if (!open) return table.current?.focus(); // once a row has the focus, the table moves by itself
    const at = rows.findIndex(({ id }) => id === open);
    const next = at < 0 ? rows[0] : rows[at + by];
    if (next) onOpen(next.id);
  }
  const onRow = (act: (ticket: Ticket) => void) => () => {
    const ticket = rows.find(({ id }) => id === rowInFocus());
    if (ticket) act(ticket);
  };
  const pick = (picker: Picker) => onRow((ticket) => pickers.open(ticket.id, picker));
  const listed = open === undefined;
  useKeys(t("tickets.title"), [
    { text: t("ticket.do.next"), keys: "j", unlisted: true, run: () => step(1) },
    { text: t("ticket.do.previous"), keys: "k", unlisted: true, run: () => step(-1) },
    listed && mayEdit
      ? {
          text: t("ticket.do.resolve"),
          keys: "e",
          unlisted: true,
          run: onRow((ticket) => commands.changeStatus(ticket, resolvedOrReopened(ticket.status))),
        }
      : undefined,
    listed && mayAssign ? { text: t("ticket.do.assign"), keys: "a", unlisted: true, run: pick("assignee") } : undefined,
    listed && mayAssign
      ? { text: t("ticket.do.take"), keys: "i", unlisted: true, run: onRow(commands.take) }
      : undefined,
    listed && mayEdit ? { text: t("ticket.do.status"), keys: "s", unlisted: true, run: pick("status") } : undefined,
    listed && mayEdit ? { text: t("ticket.do.priority"), keys: "p", unlisted: true, run: pick("priority") } : undefined,
  ]);
}
