import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useBusinessId } from "@/api/business_context";
import type { Problem } from "@/api/problem";
import type { Customer } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useEdit } from "@/commands/use_edit";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Conflict } from "@/components/conflict";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { oneOptions } from "@/lists/use_one";
import { type Details, DetailsFields, detailsOf, sentOf } from "../customers/details_fields";
import { changeCustomer } from "./commands";
import { oneCustomer } from "./queries";

export function EditCustomer({
  customer,
  open,
  onOpenChange,
}: {
  customer: Customer;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useText();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("customer.edit.title")}>
      <EditForm customer={customer} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function EditForm({ customer, onDone }: { customer: Customer; onDone: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  const client = useQueryClient();
  const business = useBusinessId();
  const { run } = useCommand(changeCustomer);
  const edit = useEdit<Details>({
    theirs: detailsOf(customer),
    version: customer.version,
    send: async (patch, version) => {
      let refused: Problem | undefined;
      const input = { path: { id: customer.id }, body: sentOf(patch), version };
      await run(input, { refused: (problem) => (refused = problem) });
      return refused;
    },
    look: async () => {
      const now = await client.fetchQuery({ ...oneOptions(oneCustomer(business, customer.id)), staleTime: 0 });
      return { theirs: detailsOf(now), version: now.version };
    },
  });
  const { problem, conflict } = edit;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await edit.save()) onDone();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1">
      <DetailsFields details={edit.fields} onChange={edit.set} problem={problem} />
      {conflict && <Conflict {...conflict} nameOf={(name) => t(`customers.${name}`)} onTakeTheirs={edit.takeTheirs} />}
      {problem && !problem.errors.length && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="flex justify-end gap-2 pt-4">
        <Button onClick={onDone}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={!edit.changed} working={edit.working}>
          {t(conflict ? "conflict.save_ours" : "common.save")}
        </Button>
      </footer>
    </form>
  );
}
