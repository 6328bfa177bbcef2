// What one search finds: of each kind of thing the first few, and whether there are more.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, apiOf } from "@/api/client";
import { Problem } from "@/api/problem";
import type { components } from "@/api/schema";
import type { Conversation, Customer, Member, Message, Ticket } from "@/api/types";
import type { ListOf } from "@/lists/use_list";

/** A message says whose it is. */
export type FoundMessage = Message & { customer_name?: string | null };

/** With the newest message in it that was found, where that is known: it is why the conversation was found. */
export type FoundConversation = Conversation & { said?: FoundMessage };

export interface Rows {
  conversations: FoundConversation;
  messages: FoundMessage;
  customers: Customer;
  tickets: Ticket;
  team: Member;
}
export type Kind = keyof Rows;

/** In the order in which they are shown. */
export const kinds = ["conversations", "messages", "customers", "tickets", "team"] as const satisfies Kind[];

export type Group = { [K in Kind]: { kind: K; items: readonly Rows[K][]; more: boolean } }[Kind];

/** Groups that have something, as they are shown; what is not known here is left out. */
export function groupsOf(found: components["schemas"]["search.found"]): Group[] {
  const groups = kinds.flatMap((kind) => {
    const group = found.groups.find(({ name }) => name === kind);
    // Items are what that list answers.
    return group ? [{ kind, items: group.items, more: group.more } as unknown as Group] : [];
  });
  return eachOnce(groups).filter(({ items, more }) => items.length > 0 || more);
}

/** A message that was found is shown with its conversation where that was found, too, and not once more. */
function eachOnce(groups: readonly Group[]): Group[] {
  const messages = groups.flatMap((group) => (group.kind === "messages" ? group.items : []));
  const saidIn = ({ id }: Conversation) => messages.find((message) => message.conversation_id === id);
  const shown = new Set(
    groups
      .flatMap((group) => (group.kind === "conversations" ? group.items : []))
      .flatMap((row) => saidIn(row)?.id ?? []),
  );
  return groups.map((group) => {
    switch (group.kind) {
      case "conversations":
        return { ...group, items: group.items.map((row) => ({ ...row, ...withSaid(saidIn(row)) })) };
      case "messages":
        return { ...group, items: group.items.filter(({ id }) => !shown.has(id)) };
      default:
        return group;
    }
  });
}

const withSaid = (said: FoundMessage | undefined) => (said ? { said } : {});

const fresh_ms = 15_000;
const tries = 2;

/** What it found last is shown until the next is there. */
export function searchQuery(business: string, q: string) {
  return queryOptions({
    queryKey: [business, "search", q],
    enabled: isQuestion(q),
    staleTime: fresh_ms,
    placeholderData: keepPreviousData,
    // That it cannot be answered is said at once: whoever searches waits for it.
    networkMode: "always",
    retry: (failures, error) => failures < tries && error instanceof Problem && error.passing,
    queryFn: async ({ signal }) =>
      groupsOf(await answer(apiOf(business).GET("/search", { params: { query: { q } }, signal }))),
  });
}

/** Signs alone ask for nothing. */
export function isQuestion(q: string) {
  return /[\p{L}\p{N}]/u.test(q);
}

/** All messages that were found, the newest first. */
export function messagesFound(business: string, q: string): ListOf<FoundMessage> {
  return {
    key: [business, "search", "messages", q],
    page: (cursor, signal) =>
      answer(apiOf(business).GET("/messages", { params: { query: { q, ...(cursor ? { cursor } : {}) } }, signal })),
    shown: { resource: "found message" }, // what was found stands still while one looks at it
  };
}
