// What has happened in a business that this member may see, the newest first.
import { answer, apiOf } from "@/api/client";
import type { components } from "@/api/schema";
import type { Page } from "@/api/types";
import type { ListOf } from "@/lists/use_list";

export type Event = components["schemas"]["activity.item"];

const a_page = 50;

export function activityList(business: string): ListOf<Event> {
  return {
    key: [business, "activity"],
    page: (cursor, signal) => activityPage(business, cursor, signal),
    shown: { resource: "activity" }, // no channel carries it: what others carry says that there is more
  };
}

export function activityPage(business: string, cursor: string | undefined, signal: AbortSignal): Promise<Page<Event>> {
  const query = { limit: a_page, ...(cursor ? { cursor } : {}) };
  return answer(apiOf(business).GET("/activity", { params: { query }, signal }));
}
