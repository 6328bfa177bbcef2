import { answer, apiOf } from "@/api/client";
import type { Integration, OneIntegration } from "@/api/types";
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

export function isThere({ status }: Integration) {
  return status !== "ended";
}
