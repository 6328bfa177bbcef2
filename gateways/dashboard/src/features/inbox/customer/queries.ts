import { answer, apiOf } from "@/api/client";
import type { Conversation, Customer, Ticket } from "@/api/types";
import { asItWas, asOf } from "@/features/history/as_of/as_it_was";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";
import type { ListedNote } from "./pending_note";

export function oneCustomer(business: string, id: string, at?: string): OneOf<Customer> {
  return asItWas(at, {
    key: [business, "customer", id],
    fetch: (signal) =>
      answer(apiOf(business).GET("/customers/{id}", { params: { path: { id }, query: asOf(at) }, signal })),
    shown: { resource: "customer" },
  });
}

export function noteList(business: string, customer: string, at?: string): ListOf<ListedNote> {
  return asItWas(at, {
    key: [business, "customer_notes", customer],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers/{id}/notes", {
          params: { path: { id: customer }, query: { ...asOf(at), ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "customer_note",
      keeps: (note) => note.customer_id === customer,
      order: (a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id),
    },
  });
}

export function conversationsOf(business: string, customer: string): ListOf<Conversation> {
  return {
    key: [business, "customer_conversations", customer],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers/{id}/conversations", {
          params: { path: { id: customer }, query: cursor ? { cursor } : {} },
          signal,
        }),
      ),
    shown: {
      resource: "conversation",
      keeps: ({ customer_id }) => customer_id === customer,
      order: (a, b) => b.last_activity_at.localeCompare(a.last_activity_at) || b.id.localeCompare(a.id),
    },
  };
}

/** None for who may not see tickets: they are not asked for. */
export function ticketsOf(business: string, customer: string, may: boolean): ListOf<Ticket> {
  return {
    key: [business, "customer_tickets", customer, may],
    page: async (cursor, signal) => {
      if (!may) return { items: [], next_cursor: null };
      const query = { customer_id: customer, ...(cursor ? { cursor } : {}) };
      return answer(apiOf(business).GET("/tickets", { params: { query }, signal }));
    },
    shown: {
      resource: "ticket",
      keeps: ({ customer_id }) => customer_id === customer,
      order: (a, b) => b.last_activity_at.localeCompare(a.last_activity_at) || b.id.localeCompare(a.id),
    },
  };
}
