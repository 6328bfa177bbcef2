import { useSyncExternalStore } from "react";
import { whileHeld } from "@/api/held";
import { useEntries } from "@/commands/outbox_provider";
import { Banner } from "@/components/banner";
import { clockTime } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import { useConnection } from "@/live/live_layer";

/** That what one does is not sent just now, and when it will be. */
export function OfflineBanner() {
  const { t, ...formats } = useI18n();
  const connection = useConnection();
  const heldUntil = useSyncExternalStore(whileHeld.watch, whileHeld.until);
  const waiting = useEntries().filter((entry) => !entry.refusal && !entry.quiet).length;
  if (connection !== "offline") {
    if (heldUntil === 0) return null;
    return (
      <Banner tone="amber" wide>
        {t("connection.held", { time: clockTime(heldUntil, formats, "seconds") })}
      </Banner>
    );
  }
  return (
    <Banner tone="amber" wide>
      {waiting > 0 ? t("connection.offline.queued", { count: waiting }) : t("connection.offline.banner")}
    </Banner>
  );
}
