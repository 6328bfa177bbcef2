import { queryOptions } from "@tanstack/react-query";
import { answer, apiOf } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Explained = Schemas["explained-snapshot"];
export type ExplainedNode = Schemas["explained_node"];

const fresh_ms = 10_000; // what followed may go on

export function explanation(business: string, id: string) {
  return queryOptions({
    queryKey: [business, "explanation", id],
    staleTime: fresh_ms,
    queryFn: ({ signal }) =>
      answer(apiOf(business).GET("/explain/{event}", { params: { path: { event: id } }, signal })),
  });
}
