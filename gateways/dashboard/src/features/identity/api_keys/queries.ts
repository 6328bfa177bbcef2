import { answer, apiOf } from "@/api/client";
import type { ApiKey } from "@/api/types";
import type { ListOf } from "@/lists/use_list";

/** All that there have been: those that are good first, then by when they were made. */
export function keyList(business: string): ListOf<ApiKey> {
  return {
    key: [business, "api_keys"],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/api-keys", {
          params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "api_key",
      merge: withoutSecret,
      order: (a, b) => Number(isGood(b)) - Number(isGood(a)) || b.created_at.localeCompare(a.created_at),
    },
  };
}

export function isGood({ status }: ApiKey) {
  return status === "active";
}

/** What creates a key is answered its text, which stands nowhere but where it is shown. */
function withoutSecret(before: ApiKey | undefined, row: ApiKey): ApiKey {
  const { key: _, ...rest } = row as ApiKey & { key?: unknown };
  return { ...before, ...rest };
}
