import { command } from "@/commands/command";

/** They change who may do what: one after the other. */
const lane = () => "team";

export const invite = command("post", "/businesses/{business_id}/team", { lane, resource: "member" });

export const changeAccess = command("patch", "/businesses/{business_id}/team/{id}", { lane, resource: "member" });

export const handOver = command("post", "/businesses/{business_id}/team/{id}/transfer-ownership", { lane });

export const remove = command("delete", "/businesses/{business_id}/team/{id}", {
  lane,
  changes: ({ path }) => [{ resource: "member", op: "delete", row: { id: path.id } }],
});
