// A customer as the panel beside a thread shows them.
import { answer, apiOf } from "@/api/client";
import type { Customer } from "@/api/types";
import { asItWas, asOf } from "@/features/history/as_of/as_it_was";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";
import { type ListedConversation, mergeConversation } from "../conversations/live";
import type { ListedNote } from "../customer/pending_note";

export function oneCustomer(business: string, id: string, at?: string): OneOf<Customer> {
  return asItWas(at, {
    key: [business, "customer beside", id],
    fetch: (signal) =>
      answer(apiOf(business).GET("/customers/{id}", { params: { path: { id }, query: asOf(at) }, signal })),
    shown: { resource: "customer" },
  });
}

export function customerNotes(business: string, id: string, at?: string): ListOf<ListedNote> {
  return asItWas(at, {
    key: [business, "notes beside", id],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers/{id}/notes", {
          params: { path: { id }, query: { limit: 20, ...asOf(at), ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "customer_note",
      keeps: (note) => note.customer_id === id,
      order: (a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id),
    },
  });
}

export function customerConversations(business: string, customer: string): ListOf<ListedConversation> {
  return {
    key: [business, "conversations beside", customer],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers/{id}/conversations", {
          params: { path: { id: customer }, query: { limit: 20, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "conversation",
      merge: mergeConversation,
      keeps: ({ customer_id }) => customer_id === customer,
      order: (a, b) => b.last_activity_at.localeCompare(a.last_activity_at) || b.id.localeCompare(a.id),
    },
  };
}
