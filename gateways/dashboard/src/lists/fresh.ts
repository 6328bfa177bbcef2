import type { Live } from "@/api/types";

const otherwise_ms = 30_000;

/** What has a channel is kept up by it, from its snapshot on, however long ago that was; the rest is asked for again. */
export function freshFor(live: Live | undefined) {
  return live ? Number.POSITIVE_INFINITY : otherwise_ms;
}
