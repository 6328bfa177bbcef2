import type { QueryClient } from "@tanstack/react-query";

/** What is on its way is waited for a moment: a screen that comes whole is drawn once. */
export function firstAnswers(client: QueryClient, longest_ms: number): Promise<unknown> {
  const asked = client
    .getQueryCache()
    .getAll()
    .map((query) => query.promise);
  const late = new Promise((resolve) => setTimeout(resolve, longest_ms));
  return Promise.race([Promise.allSettled(asked), late]);
}
