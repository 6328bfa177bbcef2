import type { Translated } from "../catalogue";
import type { roleNames as english } from "../en/role_names";

export const roleNames: Translated<typeof english> = {
  "role.owner": "Inhaber/in",
  "role.admin": "Admin",
  "role.manager": "Manager/in",
  "role.agent": "Agent/in",
  "role.limited_agent": "Agent/in, eingeschränkt",
  "role.member": "Mitglied",
  "role.client": "Kunde/Kundin",
};
