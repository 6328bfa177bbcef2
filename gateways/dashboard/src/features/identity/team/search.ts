// What of the team stands in the address: which tab, whose sheet is open, whether somebody is being invited.

const longest_search = 1000; // what the server takes

export interface TeamSearch {
  /** None: members. */
  show?: "invitations";
  member?: string;
  invite?: true;
  /** Whose name or address has a word that begins so. */
  q?: string;
}

export function teamSearch({ show, member, invite, q }: Record<string, unknown>): TeamSearch {
  return {
    ...(show === "invitations" ? { show } : {}),
    ...(typeof member === "string" && /^[0-9a-f-]{36}$/.test(member) ? { member } : {}),
    ...(invite === true ? { invite } : {}),
    ...(typeof q === "string" && q.trim() !== "" ? { q: q.slice(0, longest_search) } : {}),
  };
}
