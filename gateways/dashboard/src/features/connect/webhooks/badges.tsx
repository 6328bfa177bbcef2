import type { Webhook, WebhookDelivery } from "@/api/types";
import { Badge, type Tone } from "@/components/badge";
import { useText } from "@/i18n/i18n_provider";

const standing: Record<Webhook["status"], Tone> = { active: "green", paused: "amber", ended: "neutral" };

/** That it pauses by itself is a fault of something; that somebody has paused it is not. */
export function WebhookBadge({ of: { status, why } }: { of: Pick<Webhook, "status" | "why"> }) {
  const t = useText();
  const failed = status === "paused" && why !== "asked";
  return <Badge tone={failed ? "red" : standing[status]}>{t(`webhooks.is.${status}`)}</Badge>;
}

const becoming: Record<WebhookDelivery["state"], Tone> = { delivered: "green", waiting: "amber", dead: "red" };

export function DeliveryBadge({ of: { state } }: { of: Pick<WebhookDelivery, "state"> }) {
  const t = useText();
  return <Badge tone={becoming[state]}>{t(`webhooks.delivery.${state}`)}</Badge>;
}
