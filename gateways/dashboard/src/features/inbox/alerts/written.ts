// Which of the changes that are heard say that a customer has written just now.
import type { Change } from "@/live/change";
import type { ListedConversation } from "../conversations/live";

const recent_ms = 60_000; // what was missed while there was no connection is in the list; nobody is called for it

/** Those in which the customer spoke last. `told`: the newest that somebody was told of, by conversation; it is kept up. */
export function customersMessages(changes: readonly Change[], told: Map<string, string>, now_ms: number) {
  const fresh: ListedConversation[] = [];
  for (const { resource, op, row } of changes) {
    if (resource !== "conversation" || op !== "upsert") continue;
    const conversation = row as unknown as ListedConversation;
    const at = conversation.last_customer_message_at;
    const before = told.get(conversation.id);
    if (!at || at !== conversation.last_message_at || (before && before >= at)) continue;
    told.set(conversation.id, at);
    if (now_ms - Date.parse(at) < recent_ms) fresh.push(conversation);
  }
  return fresh;
}
