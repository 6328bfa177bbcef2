// The tags that are in use here: those of the newest conversations, and of all that have been listed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import type { Conversation } from "@/api/types";
import type { Pages } from "@/live/patch";
import { tagsOf } from "./tags_in_use";

const looked_at = 200; // conversations: the server has no list of tags
const fresh_ms = 5 * 60_000;

/** The most used first. Those of the newest conversations are asked for once somebody wants to choose. */
export function useKnownTags(wanted: boolean): string[] {
  const business = useBusinessId();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: [business, "tags in use"],
    enabled: wanted,
    staleTime: fresh_ms,
    queryFn: async ({ signal }) => {
      const query = { limit: looked_at };
      return (await answer(apiOf(business).GET("/conversations", { params: { query }, signal }))).items;
    },
  });
  const listed = client
    .getQueriesData<Pages<Conversation>>({ queryKey: [business, "conversations"] })
    .flatMap(([, list]) => list?.pages.flatMap(({ items }) => items) ?? []);
  return tagsOf([...(data ?? []), ...listed]);
}
