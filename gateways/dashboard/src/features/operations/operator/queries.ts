// What the operator looks at: asked again every few seconds while somebody looks, and not while the page is hidden.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { noBusiness } from "@/api/positions";
import type { House } from "./house";

const [often_ms, now_and_then_ms] = [5_000, 20_000];

/** Of this moment alone: nothing of it is shown as if it were still so, and the next question is soon enough a second try. */
const passing = { staleTime: 0, gcTime: 60_000, retry: false };

export const houseQuery = queryOptions({
  ...passing,
  queryKey: [noBusiness, "operator", "house"],
  refetchInterval: often_ms,
  queryFn: async ({ signal }): Promise<House> => {
    const [partitions, projections, stopped, storage] = await Promise.all([
      answer(api.GET("/operator/partitions", { signal })),
      answer(api.GET("/operator/projections", { signal })),
      answer(api.GET("/operator/stopped", { signal })),
      answer(api.GET("/operator/journal", { signal })),
    ]);
    return {
      partitions: partitions.items,
      projections: projections.items,
      stopped: stopped.partitions,
      parked: stopped.parked,
      journal: storage.journal,
      postgres: storage.postgres,
    };
  },
});

export const stuckQuery = queryOptions({
  ...passing,
  queryKey: [noBusiness, "operator", "effects"],
  refetchInterval: now_and_then_ms,
  queryFn: ({ signal }) => answer(api.GET("/operator/effects", { signal })),
});

export const telemetryQuery = queryOptions({
  ...passing,
  queryKey: [noBusiness, "operator", "telemetry"],
  refetchInterval: now_and_then_ms,
  queryFn: ({ signal }) => answer(api.GET("/operator/telemetry", { signal })),
});
