import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { businessesQuery } from "@/api/account";
import type { Business } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { Menu } from "@/components/menu";
import { useText } from "@/i18n/i18n_provider";

export function BusinessSwitcher({ business, folded }: { business: Business; folded: boolean }) {
  const t = useText();
  const navigate = useNavigate();
  const { data: businesses = [business] } = useQuery(businessesQuery);
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex min-h-10 w-full items-center gap-2 rounded-control px-2 text-left font-semibold transition-colors duration-100 hover:bg-hover data-[state=open]:bg-press"
        >
          <span className="sr-only">{t("shell.business.switch")}:</span>
          <Avatar name={business.name} id={business.id} />
          <span dir="auto" className={cx("min-w-0 flex-1 truncate", folded && "sr-only")}>
            {business.name}
          </span>
          {!folded && <Icon of={ChevronsUpDown} className="text-faint" />}
        </button>
      }
      entries={[
        {
          kind: "choice",
          value: business.slug,
          options: businesses.map(({ slug, name }) => ({ value: slug, label: name })),
          onChange: (slug) => void navigate({ to: "/b/$business/inbox", params: { business: slug } }),
        },
        { kind: "line" },
        { label: t("shell.business.new"), icon: Plus, onSelect: () => void navigate({ to: "/businesses/new" }) },
      ]}
    />
  );
}
