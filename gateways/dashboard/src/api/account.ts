// Who is signed in, and which businesses are theirs.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, apiOf } from "./client";
import { hasSession } from "./csrf";
import { Problem } from "./problem";

/** Nobody: null. */
export const accountQuery = queryOptions({
  queryKey: ["account"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    if (!hasSession()) return null;
    try {
      return await answer(api.GET("/auth/me", { signal }));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

export const businessesQuery = queryOptions({
  queryKey: ["businesses"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/businesses", { params: { query: { limit: 200 } }, signal }))).items,
});

/** My own row in that business: who I am there, and what I may do. */
export function meQuery(business: string) {
  return queryOptions({
    queryKey: [business, "me"],
    staleTime: Number.POSITIVE_INFINITY,
    meta: { shows: { resource: "member" } }, // rights that are given or taken are there at once
    queryFn: ({ signal }) =>
      answer(
        apiOf(business).GET("/businesses/{business_id}/me", { params: { path: { business_id: business } }, signal }),
      ),
  });
}
