import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";

type BannerTone = "neutral" | "green" | "amber" | "red";

const looks: Record<BannerTone, [string, LucideIcon]> = {
  neutral: ["border-line bg-hover text-ink", Info],
  green: ["border-green-line bg-green-tint text-green-ink", CircleCheck],
  amber: ["border-amber-line bg-amber-tint text-amber-ink", TriangleAlert],
  red: ["border-red-line bg-red-tint text-red-ink", CircleAlert],
};

export interface BannerProps {
  tone?: BannerTone;
  /** What happened, what is safe, what to do. */
  children: ReactNode;
  action?: ReactNode;
  onDismiss?: () => void;
  /** Over the whole width of a screen, rather than inside a page. */
  wide?: boolean;
}

export function Banner({ tone = "neutral", children, action, onDismiss, wide = false }: BannerProps) {
  const t = useText();
  const [look, icon] = looks[tone];
  return (
    <div
      role={tone === "red" ? "alert" : "status"}
      className={cx(
        "flex min-h-10 items-center gap-2 px-3 py-1 text-dense",
        wide ? "border-b" : "rounded-control border",
        look,
      )}
    >
      <Icon of={icon} className="self-start mt-2" />
      <p className="min-w-0 flex-1 py-1">{children}</p>
      {action}
      {onDismiss && <IconButton icon={X} label={t("parts.dismiss")} onClick={onDismiss} className="-mr-2" />}
    </div>
  );
}
