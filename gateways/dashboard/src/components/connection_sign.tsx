import { CloudOff, RefreshCw } from "lucide-react";
import { useText } from "@/i18n/i18n_provider";
import { Icon } from "./icon";

export type Connection = "live" | "catching_up" | "offline";

/** Says how fresh the page is, in words; quiet while all is well. What is queued is sent when the connection is back. */
export function ConnectionSign({ state, queued = 0 }: { state: Connection; queued?: number }) {
  const t = useText();
  return (
    <span role="status" className="inline-flex min-h-8 items-center gap-1.5 text-meta whitespace-nowrap text-faint">
      {state === "live" && (
        <>
          <span className="size-2 rounded-full bg-green-mark" />
          {t("parts.connection.live")}
        </>
      )}
      {state === "catching_up" && (
        <span className="inline-flex items-center gap-1.5 text-soft">
          <Icon of={RefreshCw} className="size-3.5" />
          {t("parts.connection.catching_up")}
        </span>
      )}
      {state === "offline" && (
        <span className="inline-flex items-center gap-1.5 font-medium text-amber-ink">
          <Icon of={CloudOff} className="size-3.5" />
          {t("parts.connection.offline")}
        </span>
      )}
      {queued > 0 && (
        <span className="text-amber-ink tabular-nums">{t("parts.connection.queued", { count: queued })}</span>
      )}
    </span>
  );
}
