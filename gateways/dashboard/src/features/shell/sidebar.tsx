import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useState } from "react";
import type { Business } from "@/api/types";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { IconButton } from "@/components/icon_button";
import { OwnStatus } from "@/features/identity/team/own_status";
import { Onboarding } from "@/features/onboarding/onboarding";
import { useText } from "@/i18n/i18n_provider";
import { BusinessSwitcher } from "./business_switcher";
import { useDestinations } from "./destinations";
import { InboxBadge } from "./inbox_badge";

const folded_key = "millrace.navigation_folded";

export function Sidebar({
  business,
  wide = false,
  onLeave,
  className,
}: {
  business: Business;
  /** Never folded: it stands in a sheet of its own. */
  wide?: boolean;
  /** One has gone somewhere. */
  onLeave?: () => void;
  className?: string;
}) {
  const t = useText();
  const destinations = useDestinations();
  const [chosen, setChosen] = useState(() => localStorage.getItem(folded_key) === "yes");
  const folded = chosen && !wide;
  const fold = (next: boolean) => {
    localStorage.setItem(folded_key, next ? "yes" : "no");
    setChosen(next);
  };
  return (
    <div
      className={cx(
        "flex h-full shrink-0 flex-col gap-2",
        !wide && "border-r border-line p-2",
        !wide && (folded ? "w-14" : "w-55"),
        className,
      )}
    >
      <BusinessSwitcher business={business} folded={folded} />
      <nav aria-label={t("shell.navigation")} className="flex flex-1 flex-col gap-0.5 overflow-y-auto">
        {destinations.map(({ to, text, icon }) => (
          <Link
            key={to}
            to={to}
            params={{ business: business.slug }}
            activeOptions={{ exact: to === "/b/$business" }}
            onClick={onLeave}
            title={folded ? t(text) : undefined}
            activeProps={{ className: "bg-selected font-medium text-accent-ink" }}
            inactiveProps={{ className: "text-soft hover:bg-hover hover:text-ink" }}
            className="relative flex min-h-8 items-center gap-2.5 rounded-control px-3 transition-colors duration-100"
          >
            <Icon of={icon} />
            <span className={cx("flex-1 truncate", folded && "sr-only")}>{t(text)}</span>
            {to === "/b/$business/inbox" && <InboxBadge business={business.id} folded={folded} />}
          </Link>
        ))}
      </nav>
      <Onboarding business={business} folded={folded} onLeave={onLeave} />
      <div className={cx("flex items-center gap-1", folded && "flex-col")}>
        <OwnStatus side="top" look={folded ? "mark" : "row"} />
        {!wide && (
          <IconButton
            icon={folded ? PanelLeftOpen : PanelLeftClose}
            label={t(folded ? "shell.navigation.unfold" : "shell.navigation.fold")}
            side="right"
            onClick={() => fold(!folded)}
          />
        )}
      </div>
    </div>
  );
}
