import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import type { Problem } from "@/api/problem";
import type { Customer } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { eraseCustomer } from "../commands";
import { erasureList } from "../queries";

export interface EraseProps {
  customer: Customer;
  name: string;
  /** There is a legal hold: first that is to be lifted. */
  held: boolean;
  onGone: () => void;
}

/** For good: so the name is to be typed. */
export function Erase({ customer, name, held, onGone }: EraseProps) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const navigate = useNavigate({ from: "/b/$business" });
  const toast = useToast();
  const textOf = useProblemText();
  const { run, working } = useCommand(eraseCustomer);
  const [asking, setAsking] = useState(false);

  async function erase() {
    let refused: Problem | undefined;
    await run({ path: { id: customer.id }, body: undefined }, { refused: (problem) => (refused = problem) });
    setAsking(false);
    if (refused) {
      const text = refused.rule === "hold.active" ? t("privacy.erase.held") : textOf(refused);
      return void toast({ text, tone: "red" });
    }
    onGone();
    toast({ text: t("privacy.erase.begun", { name }) });
    await navigate({ to: "/b/$business/settings/privacy" });
    await client.invalidateQueries({ queryKey: erasureList(business).key });
    client.removeQueries({ queryKey: [business, "customer", customer.id] });
    await client.invalidateQueries({ queryKey: [business] }); // what holds something of theirs
  }

  return (
    <>
      <Button kind="danger" className="self-start" disabled={held} onClick={() => setAsking(true)}>
        {t("privacy.erase.deed")}
      </Button>
      {held && <p className="text-meta text-faint">{t("privacy.erase.held")}</p>}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("privacy.erase.title", { name })}
        text={t("privacy.erase.sure")}
        deed={t("privacy.erase.deed")}
        typed={{ name, label: t("privacy.erase.type", { name }) }}
        working={working}
        onConfirm={() => void erase()}
      />
    </>
  );
}
