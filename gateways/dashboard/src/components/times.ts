import { perLocale } from "@/i18n/formats";

/** How times are written for the person who reads. */
export interface Formats {
  locale: string;
  timeZone: string;
}

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

const made = new Map<string, Intl.DateTimeFormat>();

function format(name: string, { locale, timeZone }: Formats, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${locale} ${timeZone}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  made.set(key, known);
  return known;
}

/** A day's number in the person's time zone, to count days between. */
function dayOf(at_ms: number, formats: Formats): number {
  const parts = format(
    "ymd",
    { ...formats, locale: "en-CA" },
    { year: "numeric", month: "2-digit", day: "2-digit" },
  ).format(at_ms);
  return Date.parse(`${parts}T00:00:00Z`) / day_ms;
}

export function exactTime(at_ms: number, formats: Formats): string {
  return format("exact", formats, { dateStyle: "full", timeStyle: "medium" }).format(at_ms);
}

export function clockTime(at_ms: number, formats: Formats, to: "minutes" | "seconds" = "minutes"): string {
  return format(`clock ${to}`, formats, { timeStyle: to === "minutes" ? "short" : "medium" }).format(at_ms);
}

export function dateText(at_ms: number, now_ms: number, formats: Formats): string {
  const sameYear = new Date(at_ms).getUTCFullYear() === new Date(now_ms).getUTCFullYear();
  return sameYear
    ? format("date", formats, { day: "numeric", month: "short" }).format(at_ms)
    : format("date-year", formats, { day: "numeric", month: "short", year: "numeric" }).format(at_ms);
}

const dayWords = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
const shortWords = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" }));

/** "Today", "Yesterday", else the day with its name. */
export function dayText(at_ms: number, now_ms: number, formats: Formats): string {
  const ago = dayOf(now_ms, formats) - dayOf(at_ms, formats);
  if (ago === 0 || ago === 1) {
    const word = dayWords(formats.locale).format(-ago, "day");
    return word.charAt(0).toLocaleUpperCase(formats.locale) + word.slice(1);
  }
  const year = ago > 300 ? ({ year: "numeric" } as const) : {};
  return format(ago > 300 ? "day-year" : "day", formats, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...year,
  }).format(at_ms);
}

/** "now", "4 min ago", "2 hr ago", "yesterday", then the date; the same forwards. */
export function relativeTime(at_ms: number, now_ms: number, formats: Formats): string {
  const words = shortWords(formats.locale);
  const away_ms = at_ms - now_ms;
  const far_ms = Math.abs(away_ms);
  if (far_ms < minute_ms) return words.format(0, "second");
  if (far_ms < hour_ms) return words.format(Math.trunc(away_ms / minute_ms), "minute");
  const days = dayOf(at_ms, formats) - dayOf(now_ms, formats);
  if (days === 0 || far_ms < 6 * hour_ms) return words.format(Math.trunc(away_ms / hour_ms), "hour");
  if (Math.abs(days) <= 6) return words.format(days, "day");
  return dateText(at_ms, now_ms, formats);
}

/** As a list shows it, narrow: today the clock, this week the day, then the date. */
export function listTime(at_ms: number, now_ms: number, formats: Formats): string {
  const ago = dayOf(now_ms, formats) - dayOf(at_ms, formats);
  if (ago <= 0) return clockTime(at_ms, formats);
  if (ago < 7) return format("weekday", formats, { weekday: "short" }).format(at_ms);
  return dateText(at_ms, now_ms, formats);
}

const lengthIn = (unit: string) =>
  perLocale((locale) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }));
const inMinutes = lengthIn("minute");
const units = [
  [lengthIn("day"), day_ms],
  [lengthIn("hour"), hour_ms],
  [inMinutes, minute_ms],
] as const;

/** "2 days 4 hr", "3 hr 20 min", "12 min": the greatest units that count. Less than a minute is "<1 min". */
export function durationText(length_ms: number, { locale }: Pick<Formats, "locale">, most = 2): string {
  if (length_ms < minute_ms) return `<${inMinutes(locale).format(1)}`;
  let rest_ms = length_ms;
  const parts: string[] = [];
  for (const [formatOf, unit_ms] of units) {
    const count = Math.floor(rest_ms / unit_ms);
    rest_ms -= count * unit_ms;
    if (count > 0) parts.push(formatOf(locale).format(count));
    else if (parts.length > 0) break;
    if (parts.length === most) break;
  }
  return parts.join(" ");
}
