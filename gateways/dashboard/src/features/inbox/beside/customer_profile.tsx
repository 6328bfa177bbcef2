import { Link } from "@tanstack/react-router";
import { History, Mail, Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useMay } from "@/api/me_context";
import type { Customer } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Avatar } from "@/components/avatar";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { changeCustomer } from "../customer/commands";
import { EditableText } from "../editable_text";

type Detail = "name" | "email" | "phone";

/** Name and addresses, each changed where it stands. */
export function CustomerProfile({ customer }: { customer: Customer }) {
  const t = useText();
  const textOf = useProblemText();
  const mayEdit = useMay("customers_edit");
  const toast = useToast();
  const { run } = useCommand(changeCustomer);
  const path = { id: customer.id };
  const name = customer.name ?? t("customers.nameless");

  /** What was wrong with it, if anything was: then it is to be written again. */
  function change(detail: Detail, value: string | null) {
    return new Promise<string | undefined>((resolve) => {
      const before = { path, body: { [detail]: customer[detail] ?? null } };
      const refused = (problem: unknown) => resolve(textOf(problem));
      void run({ path, body: { [detail]: value } }, { refused }).then((done) => {
        if (done) toast({ text: t("beside.changed"), undo: () => void run(before) });
        resolve(undefined);
      });
    });
  }
  const field = (detail: Detail, longest: number, type: "text" | "email" | "tel") => (
    <EditableText
      label={t(`beside.${detail}`)}
      value={customer[detail] ?? null}
      empty={t(`beside.${detail}.none`)}
      longest={longest}
      type={type}
      onChange={mayEdit ? (value) => change(detail, value) : undefined}
    />
  );
  return (
    <div className="pb-2">
      <div className="flex items-center gap-3">
        <Avatar name={name} id={customer.id} size="huge" />
        <div className="min-w-0 flex-1">
          <div className="text-body font-semibold">{field("name", 255, "text")}</div>
          <p className="text-meta text-faint">
            {t("beside.since")} <DateTime at={customer.customer_since} as="date" />
          </p>
        </div>
      </div>
      <div className="pt-2">
        <Line icon={Mail}>{field("email", 254, "email")}</Line>
        <Line icon={Phone}>{field("phone", 50, "tel")}</Line>
        <Line icon={History}>
          <Link
            from="/b/$business/inbox"
            to="/b/$business/customers/$customer"
            params={{ customer: customer.id }}
            className="flex min-h-8 items-center text-accent-ink hover:underline"
          >
            {t("beside.open")}
          </Link>
        </Line>
      </div>
    </div>
  );
}

function Line({ icon, children }: { icon: typeof Mail; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-start gap-3 text-dense">
      <Icon of={icon} className="mt-2 text-faint" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
