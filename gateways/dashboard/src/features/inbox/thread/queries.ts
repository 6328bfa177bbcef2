import { answer, apiOf } from "@/api/client";
import type { Message } from "@/api/types";
import { asItWas, asOf } from "@/features/history/as_of/as_it_was";
import type { ListOf } from "@/lists/use_list";

/** The newest page first; `no` counts the messages of a conversation. */
export function messageList(business: string, conversation: string, at?: string): ListOf<Message> {
  return asItWas(at, {
    key: [business, "messages", conversation],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/conversations/{id}/messages", {
          params: { path: { id: conversation }, query: { ...asOf(at), ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "message",
      keeps: (message) => message.conversation_id === conversation,
      order: (a, b) => b.no - a.no || b.created_at.localeCompare(a.created_at),
    },
  });
}
