// What is counted on the first page: each number is that of a list, and leads to exactly that list.
import { type LinkOptions, linkOptions } from "@tanstack/react-router";
import { ticketCount } from "@/features/desk/tickets/queries";
import { filtersOf, type TicketsSearch, ticketsSearch } from "@/features/desk/tickets/search";
import { conversationCount } from "@/features/inbox/conversations/queries";
import { askedBy, type InboxSearch } from "@/features/inbox/conversations/search";
import type { Key } from "@/i18n/catalogue";
import { customerCount } from "../inbox/customers/queries";

export const openConversations = (business: string) => conversationCount(business, askedBy({}));
export const openTickets = (business: string) => ticketCount(business, filtersOf({}, "open"));

export type TileText = Extract<Key, `home.tile.${string}`>;

const inboxTiles = {
  open: {},
  unassigned: { view: "unassigned" },
  mine: { view: "mine" },
  pending: { view: "all", status: "pending" },
  waiting: { waiting: true, sort: "waiting" },
} satisfies Record<string, InboxSearch>;

const ticketTiles = {
  open: {},
  in_progress: { status: "in_progress" },
  mine: { assigned: "me" },
  late: { clock: "breached" },
} satisfies Record<string, TicketsSearch>;

export type InboxTile = keyof typeof inboxTiles;
export type TicketTile = keyof typeof ticketTiles;

export function inboxTile(business: { id: string; slug: string }, tile: InboxTile) {
  const search: InboxSearch = inboxTiles[tile];
  return {
    count: conversationCount(business.id, askedBy(search)),
    where: linkOptions({ to: "/b/$business/inbox", params: { business: business.slug }, search }) as LinkOptions,
  };
}

export function ticketTile(business: { id: string; slug: string }, tile: TicketTile) {
  const search = ticketsSearch(ticketTiles[tile]);
  return {
    count: ticketCount(business.id, filtersOf(search, search.status ?? "open")),
    where: linkOptions({ to: "/b/$business/tickets", params: { business: business.slug }, search }) as LinkOptions,
  };
}

export function customersTile(business: { id: string; slug: string }) {
  return {
    count: customerCount(business.id, {}),
    where: linkOptions({ to: "/b/$business/customers", params: { business: business.slug } }) as LinkOptions,
  };
}
