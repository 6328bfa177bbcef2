import { QueryClient } from "@tanstack/react-query";
import { holdFor } from "@/api/held";
import { isFinal, Problem } from "@/api/problem";

const tries = 3;

/** When the server has said when, then; and who waits is told. */
function waitFor(attempt: number, error: Error) {
  const asked_ms = error instanceof Problem ? error.retryAfterMs : undefined;
  if (asked_ms === undefined) return Math.min(8000, 500 * 2 ** attempt);
  holdFor(asked_ms);
  return asked_ms;
}

/** A refusal is the answer; what may pass is asked again. */
export function makeQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "offlineFirst", // what was read last is answered without a network, too
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < tries && !isFinal(error),
        retryDelay: waitFor,
      },
    },
  });
}
