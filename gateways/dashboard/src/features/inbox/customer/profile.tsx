import { Link } from "@tanstack/react-router";
import { ArrowLeft, NotebookPen, Pencil, Tag } from "lucide-react";
import { useRef, useState } from "react";
import { useMay } from "@/api/me_context";
import type { Customer } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Button, buttonLook } from "@/components/button";
import { Icon } from "@/components/icon";
import { ThingMenu } from "@/features/history/as_of/thing_menu";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { DetailsPanel } from "./details_panel";
import { EditCustomer } from "./edit_customer";
import { HistoryPanel } from "./history_panel";

/** One customer: who it is, and everything that happened. */
export function Profile({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText();
  const mayEdit = useMay("customers_edit");
  const [editing, setEditing] = useState(false);
  const [tagging, setTagging] = useState(false);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const name = customer.name ?? customer.email ?? customer.phone ?? t("customers.nameless");
  useTitle(name);
  useKeys(t("customer.one"), [
    mayEdit
      ? { text: t("customer.note.write"), keys: "n", icon: NotebookPen, run: () => noteField.current?.focus() }
      : undefined,
    mayEdit ? { text: t("customer.edit"), keys: "e", icon: Pencil, run: () => setEditing(true) } : undefined,
    mayEdit ? { text: t("customer.tag.add"), keys: "t", icon: Tag, run: () => setTagging(true) } : undefined,
    { text: t("customer.back"), keys: "esc", unlisted: true, run: onClose },
  ]);

  return (
    <div className="flex h-full flex-col bg-panel">
      <header className="flex min-h-14 shrink-0 items-center gap-3 border-b border-line px-2 md:px-4">
        <Link
          from="/b/$business/customers/$customer"
          to="/b/$business/customers"
          search={(before) => before}
          aria-label={t("customer.back")}
          title={t("customer.back")}
          className={`${buttonLook("quiet")} px-2!`}
        >
          <Icon of={ArrowLeft} />
        </Link>
        <Avatar name={name} id={customer.id} size="large" />
        <h1 dir="auto" className="min-w-0 flex-1 truncate text-title font-semibold">
          {name}
        </h1>
        {mayEdit && (
          <Button icon={Pencil} onClick={() => setEditing(true)} className="max-sm:px-2!">
            <span className="sr-only sm:not-sr-only">{t("customer.edit")}</span>
          </Button>
        )}
        <ThingMenu />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto lg:flex lg:overflow-hidden">
        <aside
          aria-label={t("customer.details")}
          className="border-b border-line p-4 lg:order-last lg:w-side lg:shrink-0 lg:overflow-y-auto lg:border-b-0 lg:border-l"
        >
          <DetailsPanel customer={customer} name={name} mayEdit={mayEdit} tagging={tagging} onTagging={setTagging} />
        </aside>
        <div className="p-4 lg:min-w-0 lg:flex-1 lg:overflow-y-auto lg:px-8 lg:py-6">
          <div className="mx-auto max-w-measure">
            <HistoryPanel customer={customer} mayEdit={mayEdit} noteField={noteField} />
          </div>
        </div>
      </div>
      <EditCustomer customer={customer} open={editing} onOpenChange={setEditing} />
    </div>
  );
}
