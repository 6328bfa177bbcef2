import { command } from "@/commands/command";

/** As the team's: they say who may do what, and a role is to be there before somebody gets it. */
const lane = () => "team";
const resource = "role";

export const createRole = command("post", "/businesses/{business_id}/roles", { lane, resource });

export const changeRole = command("patch", "/businesses/{business_id}/roles/{id}", { lane, resource });

/** It stays to be seen until it is gone: while somebody has it, it cannot be deleted. */
export const deleteRole = command("delete", "/businesses/{business_id}/roles/{id}", { lane });
