import { queryOptions } from "@tanstack/react-query";
import { answer, apiOf } from "@/api/client";
import type { components } from "@/api/schema";
import type { ListOf } from "@/lists/use_list";
import type { InclusionProof } from "./inclusion";
import type { AuditFilters } from "./search";

type Told = components["schemas"]["audit_entry"];

/** A record of the business's journal: one command, and what it has brought about. */
export interface AuditEntry extends Omit<Told, "position"> {
  /** Its first event. */
  id: string;
  /** Where it stands, as Journal-Position names it: the position of a row is a number. */
  at: string;
}

export async function auditPage(
  business: string,
  filters: AuditFilters,
  place: { cursor?: string; limit?: number },
  signal: AbortSignal,
) {
  const page = await answer(
    apiOf(business).GET("/businesses/{business_id}/audit", {
      params: { path: { business_id: business }, query: { ...filters, ...place } },
      signal,
    }),
  );
  // Of an entry the document also says what it says of every row, that it has a version and a number for its position: it has not.
  const items = (page.items as unknown as Told[]).map(
    ({ position, ...entry }): AuditEntry => ({ ...entry, id: entry.first_event, at: position }),
  );
  return { ...page, items };
}

/** What is recorded stays as it is, and no channel tells of it: what is new is there when one looks again. */
export function auditList(business: string, filters: AuditFilters): ListOf<AuditEntry> {
  return {
    key: [business, "audit", filters],
    page: (cursor, signal) => auditPage(business, filters, cursor ? { cursor } : {}, signal),
    shown: { resource: "audit entry" },
  };
}

/** One entry, wherever it stands: a page from its own event on begins with it. */
export function oneEntry(business: string, id: string) {
  return queryOptions({
    queryKey: [business, "audit entry", id],
    staleTime: Number.POSITIVE_INFINITY, // what is recorded stays as it is
    queryFn: async ({ signal }) => {
      const { items } = await auditPage(business, {}, { cursor: id, limit: 1 }, signal);
      return items.find((entry) => entry.id === id) ?? null;
    },
  });
}

/** The record of an event, and how one comes from it to the newest signed head. */
export function inclusionOf(business: string, event: string, signal: AbortSignal): Promise<InclusionProof> {
  return answer(
    apiOf(business).GET("/businesses/{business_id}/audit/proof", {
      params: { path: { business_id: business }, query: { id: event } },
      signal,
    }),
  );
}
