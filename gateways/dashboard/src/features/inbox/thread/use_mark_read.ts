import { useCallback, useRef } from "react";
import type { Message } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useThen } from "@/features/history/as_of/past";
import type { ListedConversation } from "../conversations/live";
import { markRead } from "./commands";
import { isPending } from "./pending";

/** What is in sight has been read: told to the server once for each newest message, and shown at once. */
export function useMarkRead(conversation: ListedConversation, newestFirst: readonly Message[]) {
  const { run } = useCommand(markRead);
  const inThePast = useThen() !== undefined;
  const marked = useRef(0);
  const newest = newestFirst.find((message) => !isPending(message));
  return useCallback(() => {
    if (inThePast || !newest || conversation.unread === 0 || newest.no <= marked.current) return;
    marked.current = newest.no;
    const row = { id: conversation.id, read_no: newest.no };
    void run({
      path: { id: newest.id },
      body: undefined,
      changes: () => [{ resource: "conversation", op: "set", row }],
    });
  }, [inThePast, newest, conversation.id, conversation.unread, run]);
}
