import { command } from "@/commands/command";

/** Refusals are said in the form. */
export const openConversation = command("post", "/conversations", {
  lane: ({ body }) => `customer:${body.customer_id}`,
  resource: "conversation",
  quiet: true,
});
export const createCustomer = command("post", "/customers", { lane: () => "customers", quiet: true });
