import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import type { Ticket } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Combobox } from "@/components/combobox";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { TextArea } from "@/components/text_area";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useConnection } from "@/live/live_layer";
import { openTicket } from "../tickets/commands";
import { useCustomers } from "../tickets/customers";
import { priorityMarks } from "../tickets/marks";
import { priorities } from "../tickets/search";
import { emptyTicket, keepTicketDraft, type NewTicket, ticketDraftOf } from "./draft";

export interface NewTicketDialogProps {
  /** What is known before: of a conversation its customer and what it is about. Then a draft is neither taken up nor kept. */
  about?: Partial<NewTicket>;
  onClose: () => void;
  onOpened: (ticket: Ticket) => void;
}

/** Asks what a new ticket is about. What is written is kept until it is a ticket. */
export function NewTicketDialog({ about, onClose, onOpened }: NewTicketDialogProps) {
  const t = useText();
  const textOf = useProblemText();
  const business = useBusinessId();
  const me = useMe().id;
  const offline = useConnection() === "offline";
  const { run, working: asking, problem } = useCommand(openTicket);
  const [opened, setOpened] = useState(false);
  const working = asking || opened; // what shows it may take a moment to come
  const [ticket, setTicket] = useState<NewTicket>(() => (about ? { ...emptyTicket, ...about } : ticketDraftOf(me)));
  const [looked, setLooked] = useState("");
  const customers = useCustomers(business, looked, ticket.customer);

  function change(fields: Partial<NewTicket>) {
    const next = { ...ticket, ...fields };
    setTicket(next);
    if (!about) keepTicketDraft(me, next);
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    const { subject, description, priority, customer } = ticket;
    const made = await run(
      {
        path: {},
        body: {
          subject: subject.trim(),
          priority,
          ...(description.trim() === "" ? {} : { description: description.trim() }),
          ...(customer === undefined ? {} : { customer_id: customer }),
        },
      },
      { refused: () => {} }, // it is said in the form
    );
    if (!made) return;
    setOpened(true);
    if (!about) keepTicketDraft(me, emptyTicket);
    onOpened(made);
  }

  const known = customers.options.find(({ value }) => value === ticket.customer);
  const about_input = problem && (problem.about("/subject") ?? problem.about("/description"));
  return (
    <Dialog open onOpenChange={(next) => next || onClose()} title={t("tickets.new")} wide>
      <form noValidate onSubmit={submit} className="flex flex-col">
        {problem && !about_input && (
          <div className="mb-3">
            <Banner tone="red">{textOf(problem)}</Banner>
          </div>
        )}
        <Field label={t("ticket.subject")} required {...errorOf(problem?.about("/subject"))}>
          <TextInput
            autoFocus
            dir="auto"
            maxLength={500}
            value={ticket.subject}
            onChange={(event) => change({ subject: event.target.value })}
          />
        </Field>
        <Field
          label={t("ticket.description")}
          aside={t("ticket.optional")}
          {...errorOf(problem?.about("/description"))}
        >
          <TextArea
            className="min-h-32"
            maxLength={20_000}
            value={ticket.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        </Field>
        <div className="grid gap-x-4 sm:grid-cols-2">
          <Field label={t("ticket.customer")} aside={t("ticket.optional")}>
            <Combobox
              label={t("ticket.customer")}
              placeholder={t("ticket.customer.find")}
              empty={t("ticket.customer.none")}
              options={[...(known ? [{ value: "", label: t("ticket.customer.none") }] : []), ...customers.options]}
              values={ticket.customer === undefined ? [] : [ticket.customer]}
              onChange={([id]) => {
                const { customer: _, ...rest } = ticket;
                const next = id ? { ...rest, customer: id } : rest;
                setTicket(next);
                if (!about) keepTicketDraft(me, next);
              }}
              onSearch={setLooked}
              searching={customers.searching}
            />
          </Field>
          <Field label={t("ticket.priority")}>
            <Select
              options={priorities.map((value) => ({
                value,
                label: t(`ticket.priority.${value}`),
                icon: priorityMarks[value].icon,
              }))}
              value={ticket.priority}
              onChange={(priority) => change({ priority })}
            />
          </Field>
        </div>
        <footer className="flex flex-wrap items-center justify-end gap-2 pt-2">
          {working && offline && <span className="flex-1 text-dense text-faint">{t("ticket.open.offline")}</span>}
          <Button onClick={onClose}>{t(working && offline ? "parts.close" : "common.cancel")}</Button>
          <Button type="submit" kind="primary" disabled={ticket.subject.trim() === ""} working={working}>
            {t("ticket.open")}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function errorOf(error: string | undefined) {
  return error === undefined ? {} : { error };
}
