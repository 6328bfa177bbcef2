import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import type { Page, Ticket } from "@/api/types";

/** Tags to choose of: those that it has, then those of the tickets that have been seen here. */
export function useKnownTags(own: readonly string[]): string[] {
  const client = useQueryClient();
  const lists = client.getQueriesData<InfiniteData<Page<Ticket>>>({ queryKey: [useBusinessId(), "tickets"] });
  const seen = lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items.flatMap(({ tags }) => tags)) ?? []);
  return [...new Set([...own, ...seen.sort((a, b) => a.localeCompare(b))])];
}
