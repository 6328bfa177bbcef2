import type { Member } from "@/api/types";
import type { Presence } from "@/components/avatar";
import { DateTime } from "@/components/date_time";
import { useText } from "@/i18n/i18n_provider";
import type { People } from "@/live/people";

export function presenceOf(member: Member, people: People): Presence {
  return people.get(member.id)?.status ?? "offline";
}

/** Whether somebody is there, in words; of who is not, since when. */
export function Standing({ member, people }: { member: Member; people: People }) {
  const t = useText();
  const status = presenceOf(member, people);
  if (member.status === "suspended") return <span className="text-faint">{t("team.suspended")}</span>;
  const seen = people.get(member.id)?.lastSeenAt ?? member.last_seen_at;
  if (status === "online" || status === "busy") return t(`parts.presence.${status}`);
  if (!seen && people.has(member.id)) return <span className="text-faint">{t("parts.presence.offline")}</span>;
  if (!seen) return <span className="text-faint">{t("team.never_seen")}</span>;
  return (
    <span className="text-faint">
      {status === "away" ? t("team.away_since") : t("team.seen")} <DateTime at={seen} />
    </span>
  );
}
