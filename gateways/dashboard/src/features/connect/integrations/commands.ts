import { command } from "@/commands/command";

/** One after the other: each says with what the business is connected. */
const lane = () => "integrations";
const resource = "integration";

export const connectPlatform = command("post", "/integrations/{platform}/connect", { lane, resource });

export const changeIntegration = command("patch", "/integrations/{id}", { lane, resource });

export const testIntegration = command("post", "/integrations/{id}/test", { lane, resource });

export const endIntegration = command("delete", "/integrations/{id}", {
  lane,
  resource,
  changes: ({ path }) => [{ resource, op: "set", row: { id: path.id, status: "ended" } }],
});
