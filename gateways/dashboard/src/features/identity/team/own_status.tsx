import { ChevronDown } from "lucide-react";
import { PresenceDot } from "@/components/avatar";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { Menu } from "@/components/menu";
import { useText } from "@/i18n/i18n_provider";
import { ownStatuses, type OwnStatus as Status, useOwnStatus } from "@/live/presence";

const rooms = { mark: "justify-center", row: "min-w-0 flex-1 gap-2.5 text-left", named: "shrink-0 gap-1.5 text-dense" };

/** How one is oneself, as the others see it: read at a glance, changed by a press. `look`: its dot alone, a row of its own, or with its name. */
export function OwnStatus({ look, side = "bottom" }: { look: keyof typeof rooms; side?: "top" | "bottom" }) {
  const t = useText();
  const { own, choose } = useOwnStatus();
  const said = t(`parts.presence.${own}`);
  return (
    <Menu
      side={side}
      align={look === "named" ? "end" : "start"}
      trigger={
        <button
          type="button"
          title={look === "mark" ? `${t("team.own_status")}: ${said}` : undefined}
          className={cx(
            "flex min-h-8 items-center rounded-control px-3 text-soft transition-colors duration-100 hover:bg-hover hover:text-ink data-[state=open]:bg-press",
            rooms[look],
          )}
        >
          <span className={look === "named" ? "text-faint" : "sr-only"}>{t("team.own_status")}:</span>
          <span className="grid size-4 shrink-0 place-items-center">
            <PresenceDot of={own} />
          </span>
          <span className={cx("min-w-0 truncate", look === "mark" && "sr-only")}>{said}</span>
          {look !== "mark" && <Icon of={ChevronDown} className="size-3.5 text-faint" />}
        </button>
      }
      entries={[
        { kind: "heading", label: t("team.own_status") },
        {
          kind: "choice",
          value: own,
          options: ownStatuses.map((value) => ({
            value,
            label: t(`parts.presence.${value}`),
            mark: <PresenceDot of={value} />,
          })),
          onChange: (value) => choose(value as Status),
        },
      ]}
    />
  );
}
