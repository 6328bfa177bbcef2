// How long a key is good, and its older secret once there is a newer one.

const day_ms = 86_400_000;
const soon_ms = 7 * day_ms;

export const lifetimes = ["30", "90", "365", "never"] as const;
export type Lifetime = (typeof lifetimes)[number];

/** RFC 3339; undefined: never. */
export function expiresAt(lifetime: Lifetime, now_ms: number) {
  return lifetime === "never" ? undefined : new Date(now_ms + Number(lifetime) * day_ms).toISOString();
}

/** In minutes, as the server takes them. */
export const overlaps = { none: 0, hour: 60, day: 24 * 60, week: 7 * 24 * 60, month: 30 * 24 * 60 } as const;
export type Overlap = keyof typeof overlaps;

export interface Term {
  status: "active" | "revoked" | "expired";
  expires_at?: string | null;
  old_until?: string | null;
}

export type Standing = "active" | "soon" | "rotating" | "revoked" | "expired";

/** What is worth knowing of a key: that it ends soon comes before that it has two secrets just now. */
export function standingOf({ status, expires_at, old_until }: Term, now_ms: number): Standing {
  if (status !== "active") return status;
  const left_ms = expires_at ? Date.parse(expires_at) - now_ms : Number.POSITIVE_INFINITY;
  if (left_ms <= 0) return "expired"; // the server's own timer may be a moment late
  if (left_ms < soon_ms) return "soon";
  return old_until && Date.parse(old_until) > now_ms ? "rotating" : "active";
}
