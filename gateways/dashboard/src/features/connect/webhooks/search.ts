// What of a webhook stands in the address: which of its deliveries are shown.
import type { Delivery } from "@/api/webhook_types";

const states = ["delivered", "waiting", "dead"] as const satisfies readonly Delivery["state"][];

export interface DeliverySearch {
  state?: Delivery["state"];
}

export function deliverySearch({ state }: Record<string, unknown>): DeliverySearch {
  const known = states.find((one) => one === state);
  return known ? { state: known } : {};
}
