import type { Channel } from "@/api/types";

/**
 * Whether what is written there reaches the customer: in the widget, or over the account of a connection. Elsewhere it stays in the
 * conversation: nothing carries it out, and nobody will report that it has arrived.
 */
export function isConnected(channel: Channel, account?: string | null) {
  return channel === "widget" || Boolean(account);
}
