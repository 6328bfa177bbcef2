// What of a search stands in the address.

export interface SearchSearch {
  q?: string;
  /** All messages that were found; none: the first few of everything. */
  in?: "messages";
}

const longest = 1000; // what the server takes

export function searchSearch({ q, in: within }: Record<string, unknown>): SearchSearch {
  const words = typeof q === "string" || typeof q === "number" ? String(q).slice(0, longest) : "";
  return { ...(words.trim() ? { q: words } : {}), ...(within === "messages" ? { in: within } : {}) };
}
