import { Mail, Phone } from "lucide-react";
import type { Customer } from "@/api/types";
import { CopyButton } from "@/components/copy_button";
import { DateTime } from "@/components/date_time";
import { Fact } from "@/components/fact";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { CustomerTags } from "./customer_tags";
import { PrivacyButton } from "./privacy";

export function DetailsPanel({
  customer,
  name,
  mayEdit,
  tagging,
  onTagging,
}: {
  customer: Customer;
  /** What they are called here. */
  name: string;
  mayEdit: boolean;
  tagging: boolean;
  onTagging: (open: boolean) => void;
}) {
  const t = useText();
  const { email, phone, came_by, conversations, customer_since, last_contact_at } = customer;
  return (
    <div className="flex flex-col gap-6">
      <section aria-label={t("customer.reach")} className="flex flex-col gap-1">
        {email && <Reach icon={Mail} name={t("customers.email")} text={email} link={`mailto:${email}`} />}
        {phone && <Reach icon={Phone} name={t("customers.phone")} text={phone} link={`tel:${phone}`} />}
        {!email && !phone && <p className="text-dense text-faint">{t("customer.reach.none")}</p>}
      </section>
      <CustomerTags customer={customer} mayEdit={mayEdit} open={tagging} onOpenChange={onTagging} />
      <dl className="flex flex-col gap-2">
        <Fact name={t("customers.since")}>
          <DateTime at={customer_since} as="date" />
        </Fact>
        <Fact name={t("customers.came_by")}>{t(`customers.came_by.${came_by}`)}</Fact>
        <Fact name={t("customer.last_contact")}>
          {last_contact_at ? <DateTime at={last_contact_at} /> : t("customer.never")}
        </Fact>
        <Fact name={t("customers.conversations")}>{conversations}</Fact>
      </dl>
      <PrivacyButton customer={customer} name={name} />
    </div>
  );
}

function Reach({ icon, name, text, link }: { icon: typeof Mail; name: string; text: string; link: string }) {
  const t = useText();
  return (
    <div className="flex min-h-8 items-center gap-2">
      <span title={name} className="text-faint">
        <Icon of={icon} />
        <span className="sr-only">{name}</span>
      </span>
      <a
        href={link}
        className="min-w-0 flex-1 truncate py-1.5 text-dense text-ink hover:text-accent-ink hover:underline"
      >
        {text}
      </a>
      <CopyButton text={text} label={t("common.copy", { text })} />
    </div>
  );
}
