import { answer, apiOf } from "@/api/client";
import type { Integration, OneIntegration, RawDelivery } from "@/api/types";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";

/** All that there have been: those that are there first, then by when they were made. */
export function integrationList(business: string): ListOf<Integration> {
  return {
    key: [business, "integrations"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/integrations", {
          params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "integration",
      order: (a, b) => Number(isThere(b)) - Number(isThere(a)) || b.created_at.localeCompare(a.created_at),
    },
  };
}

/** With what somebody tells the provider by hand, where that is how it learns where to deliver. */
export function oneIntegration(business: string, id: string): OneOf<OneIntegration> {
  return {
    key: [business, "integration", id],
    fetch: (signal) => answer(apiOf(business).GET("/integrations/{id}", { params: { path: { id } }, signal })),
    shown: { resource: "integration" },
  };
}

/** What its provider has delivered, as it came, the newest first. */
export function deliveryList(business: string, id: string): ListOf<RawDelivery> {
  return {
    key: [business, "integration", id, "deliveries"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/integrations/{id}/deliveries", {
          params: { path: { id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: { resource: "raw_delivery" },
  };
}

/** Its bytes, as text. */
export function rawDelivery(business: string, id: string, delivery: string) {
  return {
    queryKey: [business, "integration", id, "delivery", delivery],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const { raw, tells_of } = await answer(
        apiOf(business).GET("/integrations/{id}/deliveries/{delivery}", { params: { path: { id, delivery } }, signal }),
      );
      return { text: new TextDecoder().decode(Uint8Array.from(atob(raw), (c) => c.charCodeAt(0))), tells_of };
    },
  };
}

export function isThere({ status }: Integration) {
  return status !== "ended";
}
