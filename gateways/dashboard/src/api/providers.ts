// By whose word people sign in here.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => (await answer(api.GET("/auth/providers", { signal }))).items,
});
