import { answer, apiOf } from "@/api/client";
import { asItWas, asOf } from "@/features/history/as_of/as_it_was";
import type { CountOf } from "@/lists/use_count";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";
import { type ListedConversation, mergeConversation, mergeFor, shownIn } from "./live";
import { type Asked, filtersOf } from "./search";

export function conversationList(business: string, asked: Asked, me: string): ListOf<ListedConversation> {
  return {
    key: [business, "conversations", asked],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/conversations", {
          params: { query: { ...filtersOf(asked), ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: shownIn(asked, me),
  };
}

/** How many the same list has; its first row says how it begins. */
export function conversationCount(business: string, asked: Asked): CountOf<ListedConversation> {
  return {
    key: [business, "count", "conversations", asked],
    resource: "conversation",
    page: (signal) =>
      answer(
        apiOf(business).GET("/conversations", {
          params: { query: { ...filtersOf(asked), count: true, limit: 1 } },
          signal,
        }),
      ),
  };
}

export function oneConversation(business: string, id: string, me?: string, at?: string): OneOf<ListedConversation> {
  return asItWas(at, {
    key: [business, "conversation", id],
    fetch: (signal) =>
      answer(apiOf(business).GET("/conversations/{id}", { params: { path: { id }, query: asOf(at) }, signal })),
    shown: { resource: "conversation", merge: me ? mergeFor(me) : mergeConversation },
  });
}
