// What members may be allowed, and what a role usually is: as the API of this release says (x-permissions).
import rights from "@/api/rights.json";

/** The highest first. A business may come to have roles of its own: they are below these. */
export const roles = ["owner", "admin", "manager", "agent", "limited_agent", "member", "client"] as const;
export type Role = (typeof roles)[number];

export interface Right {
  name: string;
  /** In the server's words. */
  allows: string;
  roles: readonly string[];
}

export const allRights: readonly Right[] = rights;

export function isRole(name: string): name is Role {
  return (roles as readonly string[]).includes(name);
}

export function usual(role: string): string[] {
  return allRights.filter((right) => right.roles.includes(role)).map(({ name }) => name);
}

/** What somebody may who has that role, as far as it says so itself; `made`: those that the business has made. */
export function allowedBy(role: string, made: readonly MadeRole[]): readonly string[] {
  return isRole(role) ? usual(role) : (made.find(({ id }) => id === role)?.permissions ?? []);
}

export function above(role: string, other: string) {
  const rank = (name: string) => (isRole(name) ? roles.indexOf(name) : roles.length);
  return rank(role) < rank(other);
}

export interface MadeRole {
  id: string;
  permissions: readonly string[];
}

export interface Access {
  role: string;
  permissions: readonly string[];
}

/** How somebody deviates from what the role usually has. A role that the business has made decides alone. */
export function deviations({ role, permissions }: Access): { more: string[]; less: string[] } {
  if (!isRole(role)) return { more: [], less: [] };
  const of = usual(role);
  return {
    more: permissions.filter((name) => !of.includes(name)),
    less: of.filter((name) => !permissions.includes(name)),
  };
}

/** A role as one can give it: nobody gives more than they have. */
export function accessBy(role: string, own: readonly string[], made: readonly MadeRole[] = []): Access {
  return {
    role,
    permissions: allowedBy(role, made)
      .filter((name) => own.includes(name))
      .sort(),
  };
}

/** Of a role that the business has made nothing can be left out, so who gives it has all of it. */
export function mayGive(role: string, me: Access, made: readonly MadeRole[]) {
  if (above(role, me.role)) return false;
  return isRole(role) || allowedBy(role, made).every((name) => me.permissions.includes(name));
}

export function withRight({ role, permissions }: Access, name: string, given: boolean): Access {
  const others = permissions.filter((other) => other !== name);
  return { role, permissions: given ? [...others, name].sort() : others };
}

/** "conversations" of "conversations_view_all", "tickets" of "tickets.view". */
export const groupOf = ({ name }: Right) => name.split(/[._]/)[0] ?? name;

/** Rights by what they are about, in the order in which most people meet them. */
export function grouped(): [group: string, rights: Right[]][] {
  const order = ["conversations", "customers", "tickets", "team", "settings"];
  const groups = new Map<string, Right[]>();
  for (const right of allRights) groups.set(groupOf(right), [...(groups.get(groupOf(right)) ?? []), right]);
  const rank = (group: string) => (order.includes(group) ? order.indexOf(group) : order.length);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Whether that person may change what the other may do: nobody changes somebody of a higher role. */
export function mayTouch(me: Access, other: Access) {
  return !above(other.role, me.role);
}
