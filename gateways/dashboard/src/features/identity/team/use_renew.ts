import { useBusinessId } from "@/api/business_context";
import type { Member } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { changeAccess, invite, remove } from "./commands";
import type { Fresh } from "./invite_dialog";
import { deviations } from "./rights";

/** A new invitation in place of an open one, with the same role and rights: the old link says no more, and the new one is known. */
export function useRenew(): (invitation: Member) => Promise<Fresh | undefined> {
  const business = useBusinessId();
  const withdrawing = useCommand(remove);
  const inviting = useCommand(invite);
  const changing = useCommand(changeAccess);
  return async (invitation) => {
    const email = invitation.email ?? invitation.invited_email;
    if (!email) return undefined;
    const path = { business_id: business };
    if (!(await withdrawing.run({ path: { ...path, id: invitation.id }, body: undefined }))) return undefined;
    const invited = await inviting.run({ path, body: { email, role: invitation.role } });
    if (!invited) return undefined;
    const { more, less } = deviations(invitation);
    if (more.length + less.length > 0)
      await changing.run({ path: { ...path, id: invited.id }, body: { permissions: [...invitation.permissions] } });
    return { id: invited.id, email, token: invited.invitation_token };
  };
}
