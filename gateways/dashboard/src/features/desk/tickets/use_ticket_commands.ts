import { useMe } from "@/api/me_context";
import type { Ticket, TicketPriority, TicketStatus } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { Change } from "@/live/change";
import { assign, change, changeStatus, tag } from "./commands";
import { waysBack, withStatus } from "./status";

/** What can be done about a ticket, each with what takes it back. */
export function useTicketCommands() {
  const t = useText();
  const me = useMe();
  const toast = useToast();
  const textOf = useProblemText();
  const status = useCommand(changeStatus);
  const assignment = useCommand(assign);
  const edit = useCommand(change);
  const tagging = useCommand(tag);

  const myName = me.name ?? me.email ?? t("common.you");

  function assignTo(ticket: Ticket, to: { id: string; name: string } | null) {
    if ((ticket.assigned_to ?? null) === (to?.id ?? null)) return;
    const path = { id: ticket.id };
    const inputOf = (id: string | null, name: string | null) => ({
      path,
      body: { member_id: id },
      changes: () => [setting(ticket, { assigned_to: id, assigned_name: name })],
    });
    const text = to
      ? t("ticket.told.assigned", { number: numberOf(ticket), name: to.name })
      : t("ticket.told.unassigned", { number: numberOf(ticket) });
    const undo = inputOf(ticket.assigned_to ?? null, ticket.assigned_name ?? null);
    void assignment.run(inputOf(to?.id ?? null, to?.name ?? null), { text, undo });
  }

  return {
    changeStatus(ticket: Ticket, to: TicketStatus) {
      const send = (next: TicketStatus) =>
        status.run({
          path: { id: ticket.id },
          body: { status: next },
          changes: () => [setting(ticket, withStatus(ticket, next, new Date().toISOString()))],
        });
      const back = waysBack(to, ticket.status);
      if (back.length === 0) return;
      const text = t("ticket.told.status", { number: numberOf(ticket), status: t(`ticket.status.${to}`) });
      const unsay = toast({
        text,
        undo: () => {
          for (const next of back) void send(next); // of one ticket: one after the other
        },
      });
      void send(to).then((done) => done ?? unsay());
    },
    changePriority(ticket: Ticket, priority: TicketPriority) {
      if (priority === ticket.priority) return;
      const inputOf = (next: TicketPriority) => ({
        path: { id: ticket.id },
        body: { priority: next },
        changes: () => [setting(ticket, { priority: next })],
      });
      const text = t("ticket.told.priority", { number: numberOf(ticket), priority: t(`ticket.priority.${priority}`) });
      void edit.run(inputOf(priority), { text, undo: inputOf(ticket.priority) });
    },
    /** Answers why not, for who has written it to go on from there. */
    async changeSubject(ticket: Ticket, subject: string): Promise<string | undefined> {
      const inputOf = (next: string | null) => ({
        path: { id: ticket.id },
        body: { subject: next },
        changes: () => [setting(ticket, { subject: next })],
      });
      const said = { text: t("ticket.told.subject"), undo: inputOf(ticket.subject) };
      let why: string | undefined;
      await edit.run(inputOf(subject), { ...said, refused: (problem) => (why = textOf(problem)) });
      return why;
    },
    assign: assignTo,
    take: (ticket: Ticket) => assignTo(ticket, { id: me.id, name: myName }),
    tag(ticket: Ticket, tags: string[]) {
      const inputOf = (now: string[], before: string[]) => ({
        path: { id: ticket.id },
        body: {
          tags: now.filter((name) => !before.includes(name)),
          remove: before.filter((name) => !now.includes(name)),
        },
        changes: () => [setting(ticket, { tags: now })],
      });
      void tagging.run(inputOf(tags, ticket.tags), { text: t("ticket.told.tags"), undo: inputOf(ticket.tags, tags) });
    },
  };
}

export type TicketCommands = ReturnType<typeof useTicketCommands>;

function numberOf(ticket: Ticket) {
  return String(ticket.number);
}

/** With the whole ticket, so that it is seen at once where it comes in: in another column, under another tab. */
function setting(ticket: Ticket, what: Partial<Ticket>): Change {
  return { resource: "ticket", op: "set", row: { ...what, id: ticket.id }, whole: { ...ticket } };
}
