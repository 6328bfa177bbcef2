import { command } from "@/commands/command";

export const renameAccount = command("patch", "/auth/me", { lane: () => "account", resource: "user" });

export const endSession = command("delete", "/auth/sessions/{id}", {
  lane: () => "sessions",
  changes: ({ path }) => [{ resource: "session", op: "delete", row: { id: path.id } }],
});

/** What it ends is said by who asks. */
export const endOtherSessions = command("delete", "/auth/sessions", { lane: () => "sessions" });

const ofBusiness = () => "business";

export const closeBusiness = command("post", "/businesses/{business_id}/deactivate", { lane: ofBusiness });

export const reopenBusiness = command("post", "/businesses/{business_id}/reactivate", { lane: ofBusiness });

export const deleteBusiness = command("delete", "/businesses/{business_id}", { lane: ofBusiness });

export const changeBusiness = command("patch", "/businesses/{business_id}", {
  lane: ofBusiness,
  resource: "business",
});
