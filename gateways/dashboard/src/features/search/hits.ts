// One thing that was found: what is said of it, and where it leads.
import { type LinkOptions, linkOptions } from "@tanstack/react-router";
import type { Group, Kind, Rows } from "./found";

export interface Hit {
  id: string;
  /** What people call it; nothing where it has no name. */
  name: string | null;
  /** Before the name: "#12". */
  number?: number;
  /** What of it may hold the words. */
  texts: string[];
  at?: string;
  /** The one that it is about, for the colour of a face. */
  face?: string;
  note?: boolean;
  status?:
    | { of: "conversation"; is: Rows["conversations"]["status"] }
    | { of: "ticket"; is: Rows["tickets"]["status"] };
  where: LinkOptions;
}

const texts = (...given: (string | null | undefined)[]) =>
  given.filter((text) => typeof text === "string" && text !== "") as string[];

/** The list beside what is opened shows what else was found. */
const ofConversation = (business: string, conversation: string, q: string, message?: string) =>
  linkOptions({
    to: "/b/$business/inbox/$conversation",
    params: { business, conversation },
    search: { view: "all", q, ...(message ? { message } : {}) },
  }) as LinkOptions;

const makers: { [K in Kind]: (row: Rows[K], business: string, q: string) => Hit } = {
  conversations: (row, business, q) => ({
    id: row.id,
    name: row.customer_name ?? null,
    texts: row.said ? texts(row.subject, row.said.text) : texts(row.subject, row.preview),
    at: row.said?.created_at ?? row.last_activity_at,
    face: row.customer_id,
    status: { of: "conversation", is: row.status },
    where: ofConversation(business, row.id, q, row.said?.id),
  }),
  messages: (row, business, q) => ({
    id: row.id,
    name: row.customer_name ?? null,
    texts: texts(row.text),
    at: row.created_at,
    note: row.kind === "note",
    where: ofConversation(business, row.conversation_id, q, row.id),
  }),
  customers: (row, business) => ({
    id: row.id,
    name: row.name ?? row.email ?? row.phone ?? null,
    texts: texts(row.name ? row.email : null, row.name || row.email ? row.phone : null),
    at: row.last_activity_at,
    face: row.id,
    where: linkOptions({
      to: "/b/$business/customers/$customer",
      params: { business, customer: row.id },
    }) as LinkOptions,
  }),
  tickets: (row, business) => ({
    id: row.id,
    name: row.subject ?? null,
    number: row.number,
    texts: texts(row.customer_name),
    at: row.last_activity_at,
    status: { of: "ticket", is: row.status },
    where: linkOptions({ to: "/b/$business/tickets/$ticket", params: { business, ticket: row.id } }) as LinkOptions,
  }),
  team: (row, business) => ({
    id: row.id,
    name: row.name ?? row.email ?? null,
    texts: texts(row.name ? row.email : null),
    face: row.id,
    where: linkOptions({ to: "/b/$business/team", params: { business }, search: { member: row.id } }) as LinkOptions,
  }),
};

export function hitOf<K extends Kind>(kind: K, row: Rows[K], business: string, q: string): Hit {
  return makers[kind](row, business, q);
}

export function hitsOf({ kind, items }: Group, business: string, q: string): Hit[] {
  return items.map((row) => hitOf(kind, row as never, business, q));
}

/** Where all of that kind are that were found. */
export function allOf(kind: Kind, business: string, q: string): LinkOptions | undefined {
  const params = { business };
  switch (kind) {
    case "conversations":
      return linkOptions({ to: "/b/$business/inbox", params, search: { view: "all", q } }) as LinkOptions;
    case "messages":
      return linkOptions({ to: "/b/$business/search", params, search: { q, in: "messages" } }) as LinkOptions;
    case "customers":
      return linkOptions({ to: "/b/$business/customers", params, search: { q } }) as LinkOptions;
    case "tickets":
      return linkOptions({ to: "/b/$business/tickets", params, search: { status: "all", q } }) as LinkOptions;
    case "team":
      return linkOptions({ to: "/b/$business/team", params, search: { q } }) as LinkOptions;
  }
}
