import type { Conversation } from "@/api/types";

/** Of each conversation once; the most used first. */
export function tagsOf(conversations: readonly Pick<Conversation, "id" | "tags">[]): string[] {
  const uses = new Map<string, number>();
  for (const { tags } of new Map(conversations.map((one) => [one.id, one])).values())
    for (const tag of tags) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  return [...uses].sort(([a, often], [b, seldom]) => seldom - often || a.localeCompare(b)).map(([tag]) => tag);
}
