/** What the built-in roles are called: it is said near, what they may do is not. */
export const roleNames = {
  "role.owner": "Owner",
  "role.admin": "Admin",
  "role.manager": "Manager",
  "role.agent": "Agent",
  "role.limited_agent": "Limited agent",
  "role.member": "Member",
  "role.client": "Client",
} as const;
