import { command } from "@/commands/command";

export const createCustomer = command("post", "/customers", { lane: () => "customers", resource: "customer" });
