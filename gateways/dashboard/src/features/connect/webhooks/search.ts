// What of a webhook stands in the address: which of its deliveries are shown.
import type { WebhookDelivery } from "@/api/types";

const states = ["delivered", "waiting", "dead"] as const satisfies readonly WebhookDelivery["state"][];

export interface DeliverySearch {
  state?: WebhookDelivery["state"];
}

export function deliverySearch({ state }: Record<string, unknown>): DeliverySearch {
  const known = states.find((one) => one === state);
  return known ? { state: known } : {};
}
