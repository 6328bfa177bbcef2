import { expect, it } from "vitest";
import type { Conversation, Message } from "@/api/types";
import { aboutConversation } from "./about_conversation";

const conversation = (subject: string | null) => ({ customer_id: "c1", subject }) as Conversation;
const said = (no: number, author: Message["author"], text: string, more: Partial<Message> = {}) =>
  ({ no, author, text, ...more }) as Message;

it("a ticket made of a conversation is for its customer, about what that has said last", () => {
  const messages = [
    said(3, "agent", "We are looking into it"),
    said(2, "customer", "It leaks again.\nSince this morning."),
    said(1, "customer", "Hello"),
    said(4, "customer", "not this", { deleted_at: "2026-11-29T12:00:00Z" }),
  ];
  expect(aboutConversation(conversation(null), messages)).toEqual({
    customer: "c1",
    subject: "It leaks again.",
    description: "It leaks again.\nSince this morning.",
  });
  expect(aboutConversation(conversation("Espresso machine"), messages).subject).toBe("Espresso machine");
});

it("its subject is no longer than a line, and ends with a word", () => {
  const { subject = "" } = aboutConversation(conversation(null), [said(1, "customer", "word ".repeat(60))]);
  expect(subject.length).toBeLessThanOrEqual(121);
  expect(subject).toMatch(/word…$/);
});

it("is empty where the customer has said nothing yet", () => {
  expect(aboutConversation(conversation(null), [said(1, "agent", "Hi")])).toMatchObject({
    subject: "",
    description: "",
  });
});
