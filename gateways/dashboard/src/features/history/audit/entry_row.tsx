import { Link } from "@tanstack/react-router";
import { Icon } from "@/components/icon";
import type { RowLink } from "@/components/list";
import { clockTime, dateText, exactTime } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import { askName } from "../words";
import { iconOf } from "./families";
import { useEntryNames } from "./names";
import type { AuditEntry } from "./queries";
import { seenName } from "./seen";

/** Who, what, about whom, and when. On a phone in two lines. */
export function EntryRow({ entry, link }: { entry: AuditEntry; link: RowLink }) {
  const { t } = useI18n();
  const { who, about: named } = useEntryNames(entry);
  const about = named ?? entry.seen?.map(({ what }) => seenName(t, what)).join(", ");
  return (
    <Link
      {...link}
      from="/b/$business/settings/audit"
      to="/b/$business/settings/audit"
      search={(before) => ({ ...before, entry: entry.id })}
      replace
      className="grid min-h-10 grid-cols-[auto_minmax(0,11rem)_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 -outline-offset-2 transition-colors duration-100 not-aria-[current]:hover:bg-hover aria-[current]:bg-selected @max-[36rem]:grid-cols-[auto_minmax(0,1fr)_auto] @max-[36rem]:py-2"
    >
      <Icon of={iconOf(entry.action)} className="text-faint @max-[36rem]:self-start @max-[36rem]:mt-0.5" />
      <span dir="auto" className="truncate text-soft @max-[36rem]:col-start-2 @max-[36rem]:row-start-2">
        {who}
      </span>
      <span className="flex min-w-0 items-baseline gap-2 @max-[36rem]:col-start-2 @max-[36rem]:row-start-1">
        <span className="min-w-0 shrink-0 truncate text-ink @max-[36rem]:shrink">{askName(t, entry.action)}</span>
        {about && (
          <span dir="auto" className="min-w-0 truncate text-faint">
            {about}
          </span>
        )}
      </span>
      <span className="text-meta text-faint @max-[36rem]:col-start-3 @max-[36rem]:row-start-1">
        <EntryTime at={entry.recorded_at} />
      </span>
    </Link>
  );
}

/** The clock; of another day with its date. */
function EntryTime({ at }: { at: string }) {
  const formats = useI18n();
  const at_ms = Date.parse(at);
  const today = dateText(at_ms, at_ms, formats) === dateText(Date.now(), at_ms, formats);
  const clock = clockTime(at_ms, formats);
  return (
    <time dateTime={at} title={exactTime(at_ms, formats)} className="whitespace-nowrap tabular-nums">
      {today ? clock : `${dateText(at_ms, Date.now(), formats)} ${clock}`}
    </time>
  );
}
