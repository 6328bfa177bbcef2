import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import type { Problem } from "@/api/problem";
import type { Customer } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { createCustomer } from "./commands";
import { type Details, DetailsFields, none, sentOf } from "./details_fields";

export function NewCustomer({
  open,
  onOpenChange,
  onCreated,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (id: string) => void;
}) {
  const t = useText();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("customers.new")} text={t("customers.new.text")}>
      <NewCustomerForm
        onCancel={() => onOpenChange(false)}
        onCreated={(id) => {
          onOpenChange(false);
          onCreated(id);
        }}
      />
    </Dialog>
  );
}

function NewCustomerForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (id: string) => void }) {
  const t = useText();
  const textOf = useProblemText();
  const { run, working } = useCommand(createCustomer);
  const [details, setDetails] = useState<Details>(none);
  const [problem, setProblem] = useState<Problem>();
  const known = useKnown(details.email);
  const empty = Object.values(details).every((text) => text.trim() === "");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working || empty) return;
    setProblem(undefined);
    const created = await run({ path: {}, body: sentOf(details) }, { refused: setProblem });
    if (created) onCreated(created.id);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1">
      <DetailsFields
        details={details}
        onChange={(name, text) => {
          setProblem(undefined);
          setDetails({ ...details, [name]: text });
        }}
        problem={problem}
      />
      {problem && problem.errors.length === 0 && <Banner tone="red">{textOf(problem)}</Banner>}
      {known && (
        <Banner action={<Button onClick={() => onCreated(known.id)}>{t("customers.known.open")}</Button>}>
          {t("customers.known", { name: known.name ?? details.email })}
        </Banner>
      )}
      <footer className="flex justify-end gap-2 pt-4">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={empty} working={working}>
          {t("customers.new.add")}
        </Button>
      </footer>
    </form>
  );
}

const whole = /^\S+@\S+\.\S+$/;

/** Who has this address already: there would be two of one person. */
function useKnown(email: string): Customer | undefined {
  const business = useBusinessId();
  const address = email.trim().toLocaleLowerCase();
  const { data } = useQuery({
    queryKey: [business, "customer-by-email", address],
    enabled: whole.test(address),
    queryFn: async ({ signal }) => {
      const query = { q: `"${address.replaceAll('"', "")}"`, limit: 20 };
      return (await answer(apiOf(business).GET("/customers", { params: { query }, signal }))).items;
    },
  });
  return data?.find((customer) => customer.email?.toLocaleLowerCase() === address);
}
