import { answer, apiOf } from "@/api/client";
import type { Webhook, WebhookDelivery } from "@/api/types";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";

/** All that there have been: those that are there first, then by what they are called. */
export function webhookList(business: string): ListOf<Webhook> {
  return {
    key: [business, "webhooks"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/webhooks", {
          params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "webhook",
      merge: withoutSecret,
      order: (a, b) => Number(isThere(b)) - Number(isThere(a)) || a.name.localeCompare(b.name),
    },
  };
}

export function oneWebhook(business: string, id: string): OneOf<Webhook> {
  return {
    key: [business, "webhook", id],
    fetch: (signal) => answer(apiOf(business).GET("/webhooks/{id}", { params: { path: { id } }, signal })),
    shown: { resource: "webhook", merge: withoutSecret },
  };
}

export type DeliveryState = WebhookDelivery["state"];

/** Of all lists of them, however narrowed. */
export const deliveriesOf = (business: string, id: string) => [business, "webhook_deliveries", id] as const;

/** By its number: what has been sent again stands there twice. */
export type ListedDelivery = WebhookDelivery & { event: string };

/** The newest first. No channel tells of them: the row of the webhook does, when there are new ones. */
export function deliveryList(business: string, id: string, state: DeliveryState | undefined): ListOf<ListedDelivery> {
  return {
    key: [...deliveriesOf(business, id), state ?? "all"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/webhooks/{id}/deliveries", {
          params: {
            path: { id },
            query: { limit: 50, ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      ).then((page) => ({ ...page, items: page.items.map((row) => ({ ...row, id: String(row.no), event: row.id })) })),
    shown: { resource: "webhook_delivery" },
  };
}

export function isThere({ status }: Pick<Webhook, "status">) {
  return status !== "ended";
}

/** What makes a secret is answered it, which stands nowhere but where it is shown. */
function withoutSecret(before: Webhook | undefined, row: Webhook): Webhook {
  const { secret: _, ...rest } = row as Webhook & { secret?: unknown };
  return { ...before, ...rest };
}
