import { command } from "@/commands/command";

/** They say who may do what: one after the other. */
const lane = () => "api_keys";
const resource = "api_key";

export const createKey = command("post", "/api-keys", { lane, resource });

export const rotateKey = command("post", "/api-keys/{id}/rotate", { lane, resource });

export const revokeKey = command("delete", "/api-keys/{id}", {
  lane,
  resource,
  changes: ({ path }) => [{ resource, op: "set", row: { id: path.id, status: "revoked" } }],
});
