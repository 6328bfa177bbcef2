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

export function StatusBadge({ of: { status } }: { of: Integration }) {
  const t = useText();
  return <Badge tone={tones[status]}>{t(`integrations.is.${status}`)}</Badge>;
}
