// What of the list of customers stands in the address.
import type { CameBy } from "@/api/types";

export const waysToCome = ["visitor", "agent", "import"] as const satisfies readonly CameBy[];
const sorts = ["-last_activity_at", "customer_since", "-customer_since"] as const;

export interface CustomersSearch {
  q?: string;
  tag?: string;
  came_by?: CameBy;
  /** As the server names it; none: who was heard of last stands first. */
  sort?: (typeof sorts)[number];
}

const text = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) : "";

export function customersSearch({ q, tag, came_by, sort }: Record<string, unknown>): CustomersSearch {
  const by = waysToCome.find((way) => way === came_by);
  const order = sorts.find((known) => known === sort);
  return {
    ...(text(q) ? { q: text(q) } : {}),
    ...(text(tag) ? { tag: text(tag) } : {}),
    ...(by ? { came_by: by } : {}),
    ...(order ? { sort: order } : {}),
  };
}
