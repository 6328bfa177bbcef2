// What is kept about people, and what the business does with it: erasures, exports, legal holds, consents, how long things stay.
import { answer, apiOf } from "@/api/client";
import type { paths } from "@/api/schema";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";

type Got<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
type RowOf<P extends keyof paths> = Got<P> extends { items: (infer Row)[] } ? Row : never;

export type Erasure = RowOf<"/erasures">;
export type Export = RowOf<"/exports">;
export type Hold = RowOf<"/legal-holds">;
export type Consent = RowOf<"/customers/{id}/consents">;
export type Certificate = NonNullable<Got<"/erasures/{id}">["certificate"]>;
export type Retention = Got<"/retention">;

const from = (cursor: string | undefined) => (cursor ? { query: { cursor } } : {});

/** The newest first; a page tells them as they came. */
function newestBy<Name extends string>(name: Name) {
  return (a: Record<Name, string> & { id: string }, b: Record<Name, string> & { id: string }) =>
    b[name].localeCompare(a[name]) || b.id.localeCompare(a.id);
}

export function erasureList(business: string): ListOf<Erasure> {
  return {
    key: [business, "erasures"],
    page: (cursor, signal) => answer(apiOf(business).GET("/erasures", { params: from(cursor), signal })),
    shown: { resource: "erasure", order: newestBy("asked_at") },
  };
}

/** Of one that is done. */
export async function certificateOf(business: string, id: string, signal: AbortSignal): Promise<Certificate | null> {
  const one = await answer(apiOf(business).GET("/erasures/{id}", { params: { path: { id } }, signal }));
  return one.certificate ?? null;
}

export function exportList(business: string): ListOf<Export> {
  return {
    key: [business, "exports"],
    page: (cursor, signal) => answer(apiOf(business).GET("/exports", { params: from(cursor), signal })),
    shown: { resource: "export", order: newestBy("asked_at") },
  };
}

export async function exportFile(business: string, id: string): Promise<Blob> {
  return (await answer(
    apiOf(business).GET("/exports/{id}/file", { params: { path: { id } }, parseAs: "blob" }),
  )) as unknown as Blob;
}

export function holdList(business: string): ListOf<Hold> {
  return {
    key: [business, "legal_holds"],
    page: (cursor, signal) => answer(apiOf(business).GET("/legal-holds", { params: from(cursor), signal })),
    shown: { resource: "legal_hold", order: newestBy("placed_at") },
  };
}

export function consentList(business: string, customer: string): ListOf<Consent> {
  return {
    key: [business, "consents", customer],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers/{id}/consents", {
          params: { path: { id: customer }, ...from(cursor) },
          signal,
        }),
      ),
    shown: { resource: "consent", order: newestBy("recorded_at") },
  };
}

export function retentionOf(business: string): OneOf<Retention> {
  return {
    key: [business, "retention"],
    fetch: async (signal) => answer(apiOf(business).GET("/retention", { signal })),
    shown: { resource: "retention" },
  };
}
