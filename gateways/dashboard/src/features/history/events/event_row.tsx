import { Link } from "@tanstack/react-router";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import type { RowLink } from "@/components/list";
import { clockTime, dateText, exactTime } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import { type HistoryEvent, nameOf, recordedLater } from "./event";
import { lookOf } from "./kinds";
import { quoteOf, sentenceOf } from "./sentence";
import { useNames } from "./thing";

/** Who did what to what, and when; with what was written, and its name. On a phone in two lines. */
export function EventRow({ event, link }: { event: HistoryEvent; link: RowLink }) {
  const { t } = useI18n();
  const names = useNames(event);
  const { icon, ink } = lookOf(event.type);
  const quote = quoteOf(event);
  return (
    <Link
      {...link}
      from="/b/$business/history"
      to="/b/$business/history/events/$event"
      params={{ event: event.id }}
      search={(before) => before}
      className="grid min-h-10 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 -outline-offset-2 transition-colors duration-100 not-aria-[current]:hover:bg-hover aria-[current]:bg-selected @max-[36rem]:py-2"
    >
      <Icon of={icon} className={cx(ink, "@max-[36rem]:self-start @max-[36rem]:mt-0.5")} />
      <span className="flex min-w-0 items-baseline gap-2 @max-[36rem]:flex-col @max-[36rem]:gap-0">
        <span className="max-w-full shrink-0 text-ink @min-[36rem]:truncate @max-[36rem]:line-clamp-2 @max-[36rem]:shrink">
          {sentenceOf(t, event, names)}
        </span>
        {quote && (
          <span dir="auto" className="min-w-0 max-w-full truncate text-faint">
            {quote}
          </span>
        )}
      </span>
      <span className="flex items-center gap-4 text-meta text-faint @max-[36rem]:self-start">
        <span className="max-w-64 truncate font-mono @max-[60rem]:sr-only">{nameOf(event.type)}</span>
        <span className="flex flex-col items-end">
          <EventTime at={event.time} />
          {recordedLater(event.time, event.recordedtime) && (
            <span className="whitespace-nowrap">
              {t("history.recorded")} <EventTime at={event.recordedtime} />
            </span>
          )}
        </span>
      </span>
    </Link>
  );
}

/** The clock; of another day with its date. */
function EventTime({ at }: { at: string }) {
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
