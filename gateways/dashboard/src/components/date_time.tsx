import { useI18n } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { useNow } from "./now";
import { clockTime, dateText, dayText, exactTime, listTime, relativeTime } from "./times";

export interface DateTimeProps {
  /** RFC 3339. */
  at: string;
  /** "4 min ago"; "14:02", "Tue" or "12 Mar" for narrow lists; the clock; the date; all of it. */
  as?: "relative" | "list" | "time" | "date" | "exact";
}

/** A time as people say it; the exact one, with its day and seconds, on hover. */
export function DateTime({ at, as = "relative" }: DateTimeProps) {
  const formats = useI18n();
  const at_ms = Date.parse(at);
  const text = useNow((now_ms) => {
    switch (as) {
      case "relative":
        return relativeTime(at_ms, now_ms, formats);
      case "list":
        return listTime(at_ms, now_ms, formats);
      case "time":
        return clockTime(at_ms, formats);
      case "date":
        return dateText(at_ms, now_ms, formats);
      case "exact":
        return exactTime(at_ms, formats);
    }
  });
  return (
    <time
      dateTime={at}
      title={exactTime(at_ms, formats)}
      className={cx("tabular-nums", as !== "exact" && "whitespace-nowrap")}
    >
      {text}
    </time>
  );
}

/** Names days for headings: "Today", "Yesterday", "Tuesday, 3 March". */
export function useDay(): (at: string) => string {
  const formats = useI18n();
  // Its value turns at midnight, and with it what "today" is.
  useNow((now_ms) => dayText(now_ms, 0, formats));
  return (at) => dayText(Date.parse(at), Date.now(), formats);
}
