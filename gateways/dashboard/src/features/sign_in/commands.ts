import { command } from "@/commands/command";

export const acceptInvitation = command("post", "/invitations/{invitation}/accept", {
  lane: ({ path }) => `invitation:${path.invitation}`,
});

export const createBusiness = command("post", "/businesses", { lane: () => "businesses" });
