// What a ticket is about that is made of a conversation: its customer, and what the customer has said last.
import type { Conversation, Message } from "@/api/types";
import type { NewTicket } from "./draft";

const longest_subject = 120;

export function aboutConversation(conversation: Conversation, messages: readonly Message[]): Partial<NewTicket> {
  const asked = messages
    .filter(({ author, text, deleted_at }) => author === "customer" && text && !deleted_at)
    .reduce<Message | undefined>((last, message) => (last && last.no > message.no ? last : message), undefined);
  const words = asked?.text ?? "";
  return {
    customer: conversation.customer_id,
    subject: conversation.subject ?? firstWords(words),
    description: words,
  };
}

/** The first line, to the end of a word. */
function firstWords(text: string) {
  const line = text.trim().split("\n")[0]?.trim() ?? "";
  if (line.length <= longest_subject) return line;
  const cut = line.slice(0, longest_subject);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest_subject / 2)).trimEnd()}…`;
}
