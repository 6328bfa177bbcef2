import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { businessesQuery } from "@/api/account";
import { buttonLook } from "@/components/button";
import { ThemeSwitch } from "@/features/shell/theme_switch";
import { UserMenu } from "@/features/shell/user_menu";
import { useText } from "@/i18n/i18n_provider";

/** Around the operator's page, which belongs to no business: the way back, how it looks, and the way out. */
export function OperatorFrame({ children }: { children: ReactNode }) {
  const t = useText();
  const { data: businesses = [] } = useQuery(businessesQuery);
  return (
    <div className="flex h-dvh flex-col bg-panel text-dense text-ink">
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-ground px-4">
        <img src="/icon.svg" alt="" width={24} height={24} />
        <h1 className="min-w-0 flex-1 truncate text-title font-semibold">{t("operator.title")}</h1>
        <span className="text-meta text-faint max-sm:hidden">{t("operator.refreshed")}</span>
        {businesses.length > 0 && (
          <Link to="/" className={buttonLook()}>
            {t("operator.back")}
          </Link>
        )}
        <ThemeSwitch />
        <UserMenu />
      </header>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-page flex-col gap-8 px-4 py-8 lg:px-8">{children}</div>
      </main>
    </div>
  );
}
