import { useMe } from "@/api/me_context";
import type { ConversationStatus, MessageKind } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import type { Person } from "../conversations/deeds";
import type { ListedConversation } from "../conversations/live";
import type { Priority } from "../conversations/search";
import { useDeeds } from "../conversations/use_deeds";
import { sendMessage } from "./commands";
import { pendingMessage } from "./pending";

interface Known {
  /** The number of the newest message of the thread that is here. */
  newest: number;
  /** How many I have written that are on their way, and will have the next numbers. */
  onTheWay: number;
}

/** What can be done about the conversation that is open. */
export function useThreadCommands(conversation: ListedConversation, known: Known) {
  const me = useMe();
  const deeds = useDeeds();
  const { run } = useCommand(sendMessage);
  const one = [conversation];
  const newest = Math.max(conversation.last_no, known.newest);
  return {
    status: (to: ConversationStatus) => deeds.status(one, to, newest + known.onTheWay),
    assign: (to: Person | null) => deeds.assign(one, to),
    tag: (add: readonly string[], remove: readonly string[]) => deeds.tag(one, add, remove, true),
    untag: (name: string) => deeds.tag(one, [], [name]),
    priority: (to: Priority) => deeds.priority(one, to),
    subject: (to: string | null) => deeds.subject(conversation, to),
    send(text: string, kind: MessageKind) {
      const of = {
        conversation: conversation.id,
        customer: conversation.customer_id,
        lastNo: newest,
        me,
        text,
        kind,
      };
      void run({
        path: {},
        body: { conversation_id: conversation.id, text, kind },
        changes: (key) => [pendingMessage(key, of)],
      });
    },
  };
}

export type ThreadCommands = ReturnType<typeof useThreadCommands>;
