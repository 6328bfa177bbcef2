// Messages for tests, named by the second in which they were written.
import type { Message } from "./messages";

export const message = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  conversation_id: "c",
  author: "agent",
  agent: { name: "Ines" },
  text: id,
  status: "sent",
  created_at: `2026-01-05T10:00:0${id}Z`,
  version: 1,
  position: Number(id),
  ...more,
});
