import { ShieldCheck } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMay } from "@/api/me_context";
import type { Customer } from "@/api/types";
import { Button } from "@/components/button";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";
import { useKeys } from "@/keys/use_keys";

const PrivacySheet = lazy(async () => {
  const [sheet] = await Promise.all([import("@/features/privacy/customer/privacy_sheet"), fetchFarTexts()]);
  return sheet;
});

/** The way to what a customer has agreed to, and to exporting or erasing what is known of them. One comes there seldom. */
export function PrivacyButton({ customer, name }: { customer: Customer; name: string }) {
  const t = useText();
  const mayEdit = useMay("customers_edit");
  const mayErase = useMay("customers_delete");
  const may = mayEdit || mayErase;
  const [state, setState] = useState<"never" | "open" | "shut">("never");
  const open = () => setState("open");
  useKeys(t("customer.one"), [may ? { text: t("customer.privacy"), icon: ShieldCheck, run: open } : undefined]);
  if (!may) return null;
  return (
    <>
      <Button kind="quiet" icon={ShieldCheck} className="-ml-3 self-start" onClick={open}>
        {t("customer.privacy")}
      </Button>
      {state !== "never" && (
        <Suspense>
          <PrivacySheet
            customer={customer}
            name={name}
            open={state === "open"}
            onOpenChange={(still) => setState(still ? "open" : "shut")}
          />
        </Suspense>
      )}
    </>
  );
}
