import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import type { Message } from "@/api/types";
import { wordsOf } from "@/components/marks";
import { atPresent } from "@/features/history/as_of/search";
import { isQuestion } from "@/features/search/found";

export interface SaidWith {
  /** What is searched for, word by word. */
  words: readonly string[];
  /** By conversation, the newest message in it that holds them: why it was found. */
  messages: ReadonlyMap<string, Message>;
}

/** The address of a conversation in which that was found: it opens there. */
export function at(said: Message | undefined) {
  return <Search extends object>(before: Search) => ({ ...atPresent(before), ...(said ? { message: said.id } : {}) });
}

const most = 200; // messages: conversations that were found by older ones show what was said last
const fresh_ms = 15_000;
const nothing: SaidWith = { words: [], messages: new Map() };

/** The list of conversations that hold some words does not tell where: the list of messages that hold them does. */
export function useSaidWith(q: string | undefined): SaidWith {
  const business = useBusinessId();
  const { data } = useQuery({
    queryKey: [business, "said with", q],
    enabled: q !== undefined && isQuestion(q),
    staleTime: fresh_ms,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { q: q ?? "", limit: most };
      return (await answer(apiOf(business).GET("/messages", { params: { query }, signal }))).items;
    },
  });
  return useMemo(() => {
    if (!q) return nothing;
    const oldestFirst = [...(data ?? [])].reverse(); // of several, the newest stays
    return { words: wordsOf(q), messages: new Map(oldestFirst.map((one) => [one.conversation_id, one])) };
  }, [q, data]);
}
