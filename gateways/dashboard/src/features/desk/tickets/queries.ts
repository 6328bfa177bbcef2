import { answer, apiOf } from "@/api/client";
import type { Ticket, TicketComment } from "@/api/types";
import { asItWas, asOf } from "@/features/history/as_of/as_it_was";
import type { CountOf } from "@/lists/use_count";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";
import { shownTickets } from "./live";
import type { TicketFilters } from "./search";

export function ticketList(business: string, filters: TicketFilters, me: string): ListOf<Ticket> {
  return {
    key: [business, "tickets", filters],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/tickets", {
          params: { query: { ...filters, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: shownTickets(filters, me),
  };
}

/** How many the same list has. */
export function ticketCount(business: string, filters: TicketFilters): CountOf<Ticket> {
  return {
    key: [business, "count", "tickets", filters],
    resource: "ticket",
    page: (signal) =>
      answer(apiOf(business).GET("/tickets", { params: { query: { ...filters, count: true, limit: 1 } }, signal })),
  };
}

export function oneTicket(business: string, id: string, at?: string): OneOf<Ticket> {
  return asItWas(at, {
    key: [business, "ticket", id],
    fetch: (signal) =>
      answer(apiOf(business).GET("/tickets/{id}", { params: { path: { id }, query: asOf(at) }, signal })),
    shown: { resource: "ticket" },
  });
}

/** The newest page first; `no` counts the comments of a ticket. */
export function commentList(business: string, ticket: string, at?: string): ListOf<TicketComment> {
  return asItWas(at, {
    key: [business, "ticket_comments", ticket],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/tickets/{id}/comments", {
          params: { path: { id: ticket }, query: { ...asOf(at), ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "ticket_comment",
      keeps: (comment) => comment.ticket_id === ticket,
      order: (a, b) => b.no - a.no,
    },
  });
}
