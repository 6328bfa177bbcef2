// Who of a business is there, as its presence channel says it: everybody on opening, then those who have changed.
import type { Presence } from "@/components/avatar";

export interface Person {
  status: Presence;
  /** While away or gone: since when. */
  lastSeenAt: string | null;
}

/** By member; who is not among them is offline. */
export type People = ReadonlyMap<string, Person>;

export const nobody: People = new Map();

const words: readonly unknown[] = ["online", "away", "busy", "offline"] satisfies Presence[];

export function peopleOf(data: unknown): People {
  if (typeof data !== "object" || data === null || !("members" in data) || !Array.isArray(data.members)) return nobody;
  return new Map(
    data.members
      .filter((row) => typeof row?.member_id === "string" && words.includes(row.status))
      .map((row) => [row.member_id, { status: row.status, lastSeenAt: row.last_seen_at ?? null }]),
  );
}

/** While nothing is heard of them nobody is shown as being there. */
export function gone(people: People): People {
  return new Map([...people].map(([id]) => [id, { status: "offline", lastSeenAt: null }]));
}

export function withNews(people: People, data: unknown): People {
  const news = peopleOf(data);
  return news.size === 0 ? people : new Map([...people, ...news]);
}
