import { answer, apiOf } from "@/api/client";
import type { CustomRole } from "@/api/types";
import type { ListOf } from "@/lists/use_list";

/** The roles that the business has made, beside those that are built in: at most fifty. */
export function roleList(business: string): ListOf<CustomRole> {
  return {
    key: [business, "roles"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/businesses/{business_id}/roles", {
          params: { path: { business_id: business }, query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: { resource: "role", order: (a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id) },
  };
}
