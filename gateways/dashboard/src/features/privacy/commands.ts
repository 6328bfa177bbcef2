import { command } from "@/commands/command";

const lane = () => "privacy";

export const eraseCustomer = command("delete", "/customers/{id}", {
  lane: ({ path }) => `customer:${path.id}`,
});
export const startExport = command("post", "/exports", { lane });
export const placeHold = command("post", "/legal-holds", { lane });
export const liftHold = command("delete", "/legal-holds/{id}", { lane });
export const recordConsent = command("post", "/consents", { lane });
export const changeRetention = command("patch", "/retention", { lane });
