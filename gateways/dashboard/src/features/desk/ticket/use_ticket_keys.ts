import type { Ticket } from "@/api/types";
import type { ComposerMode } from "@/components/composer";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { mayBecome, resolvedOrReopened } from "../tickets/status";
import type { TicketCommands } from "../tickets/use_ticket_commands";
import type { FactPicker } from "./facts";

/** The letters of an open ticket. */
export function useTicketKeys({
  ticket,
  commands,
  mayEdit,
  mayAssign,
  onWrite,
  onPick,
  onClose,
}: {
  ticket: Ticket;
  commands: TicketCommands;
  mayEdit: boolean;
  mayAssign: boolean;
  onWrite: (mode: ComposerMode) => void;
  onPick: (picker: FactPicker) => void;
  onClose: () => void;
}) {
  const t = useText();
  const going = ticket.status !== "closed";
  const edits = mayEdit && going;
  const assigns = mayAssign && going;
  useKeys(`${t("ticket.one")} #${ticket.number}`, [
    edits ? { text: t("ticket.do.comment"), keys: "r", run: () => onWrite("reply") } : undefined,
    edits ? { text: t("ticket.do.note"), keys: "n", run: () => onWrite("note") } : undefined,
    mayEdit
      ? {
          text: t("ticket.do.resolve"),
          keys: "e",
          run: () => commands.changeStatus(ticket, resolvedOrReopened(ticket.status)),
        }
      : undefined,
    mayEdit && mayBecome(ticket.status, "closed")
      ? { text: t("ticket.close"), run: () => commands.changeStatus(ticket, "closed") }
      : undefined,
    assigns ? { text: t("ticket.do.assign"), keys: "a", run: () => onPick("assignee") } : undefined,
    assigns ? { text: t("ticket.do.take"), keys: "i", run: () => commands.take(ticket) } : undefined,
    mayEdit ? { text: t("ticket.do.status"), keys: "s", run: () => onPick("status") } : undefined,
    edits ? { text: t("ticket.do.priority"), keys: "p", run: () => onPick("priority") } : undefined,
    edits ? { text: t("ticket.do.tags"), keys: "t", run: () => onPick("tags") } : undefined,
    { text: t("ticket.do.back"), keys: "esc", unlisted: true, run: onClose },
  ]);
}
