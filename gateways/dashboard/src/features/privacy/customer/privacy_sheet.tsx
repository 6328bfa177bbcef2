import { PackageOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useMay } from "@/api/me_context";
import type { Customer } from "@/api/types";
import { Button } from "@/components/button";
import { Sheet } from "@/components/sheet";
import { useText } from "@/i18n/i18n_provider";
import { ExportState } from "../export_line";
import { useExports } from "../use_exports";
import { Consents } from "./consents";
import { Erase } from "./erase";
import { HoldPart } from "./hold_part";
import { useHold } from "./use_hold";

export interface PrivacySheetProps {
  customer: Customer;
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** What a customer has agreed to, and what the business can do with all that it knows of them. */
export default function PrivacySheet({ customer, name, open, onOpenChange }: PrivacySheetProps) {
  const t = useText();
  const mayErase = useMay("customers_delete");
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t("privacy.of", { name })}>
      <div className="flex flex-col gap-6">
        <Consents customer={customer.id} />
        {mayErase && <Duties customer={customer} name={name} onGone={() => onOpenChange(false)} />}
      </div>
    </Sheet>
  );
}

function Duties({ customer, name, onGone }: { customer: Customer; name: string; onGone: () => void }) {
  const t = useText();
  const { list, begin, working } = useExports();
  const held = useHold(customer.id);
  const newest = list.rows.find(({ customer_id }) => customer_id === customer.id);
  return (
    <>
      <Part title={t("privacy.export")} text={t("privacy.export.text")}>
        <span className="flex flex-wrap items-center justify-between gap-2">
          <Button
            icon={PackageOpen}
            working={working}
            disabled={newest?.status === "running"}
            onClick={() => void begin(customer.id)}
          >
            {t("privacy.export.start")}
          </Button>
          {newest && <ExportState of={newest} />}
        </span>
      </Part>
      <Part title={t("privacy.hold")} text={t("privacy.hold.text")}>
        <HoldPart customer={customer.id} {...held} />
      </Part>
      <Part title={t("privacy.erase")} text={t("privacy.erase.text")}>
        <Erase customer={customer} name={name} held={held.hold !== undefined} onGone={onGone} />
      </Part>
    </>
  );
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2 border-t border-line pt-4">
      <h3 className="text-dense font-medium">{title}</h3>
      <p className="text-dense text-soft">{text}</p>
      {children}
    </section>
  );
}
