// Who works in a business: for assigning, mentioning, naming.
import type { ListOf } from "@/lists/use_list";
import { answer, apiOf } from "./client";
import type { Member } from "./types";

export function teamList(business: string): ListOf<Member> {
  return {
    key: [business, "team"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/businesses/{business_id}/team", {
          params: { path: { business_id: business }, query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: { resource: "member", order: (a, b) => (a.name ?? "").localeCompare(b.name ?? "") },
  };
}
