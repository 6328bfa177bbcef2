import { Radio } from "lucide-react";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { Kbd } from "@/components/kbd";
import { useText } from "@/i18n/i18n_provider";

/** Follows what happens, while it is down. */
export function TailButton({ on, lost, onChange }: { on: boolean; lost: boolean; onChange: (on: boolean) => void }) {
  const t = useText();
  return (
    <span className="flex items-center gap-3">
      <span role="status" className="text-meta text-amber-ink">
        {lost && t("history.tail.lost")}
      </span>
      <Button
        kind={on ? "plain" : "quiet"}
        aria-pressed={on}
        title={t(on ? "history.tail.on" : "history.tail.off")}
        onClick={() => onChange(!on)}
      >
        <Icon of={Radio} className={cx(on && !lost && "animate-breathe text-green-ink", lost && "text-amber-ink")} />
        {t("history.tail")}
        <span className="hidden sm:inline">
          <Kbd keys="f" />
        </span>
      </Button>
    </span>
  );
}
