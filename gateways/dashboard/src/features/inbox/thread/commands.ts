import { command } from "@/commands/command";
import { laneOf } from "../conversations/commands";

/** What somebody has written is never lost: refused, it stays in the thread. */
export const sendMessage = command("post", "/messages", {
  lane: ({ body }) => laneOf(body.conversation_id),
  resource: "message",
  keeps: true,
});

export const markRead = command("post", "/messages/{id}/read", {
  lane: ({ path }) => `read:${path.id}`,
  quiet: true,
});

/** What it said is gone for good, for everybody; that it was there stays to be seen. */
export const deleteMessage = command("delete", "/messages/{id}", { lane: ({ path }) => `delete:${path.id}` });
