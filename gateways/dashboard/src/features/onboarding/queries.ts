import { answer, apiOf } from "@/api/client";
import type { Channel, Conversation } from "@/api/types";
import type { ListOf } from "@/lists/use_list";

/** The newest conversations, of one channel or of all; they follow the inbox. */
export function newestConversations(business: string, channel?: Channel): ListOf<Conversation> {
  const query = { limit: 20, ...(channel ? { channel: [channel] } : {}) };
  return {
    key: [business, "onboarding", channel ?? "all"],
    page: (_, signal) => answer(apiOf(business).GET("/conversations", { params: { query }, signal })),
    shown: {
      resource: "conversation",
      keeps: (conversation) => !channel || conversation.channel === channel,
      order: (a, b) => b.last_activity_at.localeCompare(a.last_activity_at),
    },
  };
}
