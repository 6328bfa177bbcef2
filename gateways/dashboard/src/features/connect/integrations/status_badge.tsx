import type { Integration } from "@/api/types";
import { Badge, type Tone } from "@/components/badge";
import { useText } from "@/i18n/i18n_provider";

const tones: Record<Integration["status"], Tone> = {
  connecting: "accent",
  well: "green",
  failing: "amber",
  unauthorised: "red",
  ended: "neutral",
};

/** How it does, and beside that whether it is paused. */
export function StatusBadge({ of: { status, paused } }: { of: Integration }) {
  const t = useText();
  return (
    <>
      <Badge tone={tones[status]}>{t(`integrations.is.${status}`)}</Badge>
      {paused && status !== "ended" && <Badge tone="neutral">{t("integrations.is.paused")}</Badge>}
    </>
  );
}
