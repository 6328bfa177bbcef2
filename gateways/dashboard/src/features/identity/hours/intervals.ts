// Hours as people type them, and as the server takes them.

export interface Interval {
  start: string;
  end: string;
}

export const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Day = (typeof days)[number];

/** "9" and "9:30" as "09:00" and "09:30"; what is no time stays, and the server says so. */
export function asTime(typed: string) {
  const found = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(typed);
  return found?.[1] ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : typed.trim();
}

export const asTimes = (intervals: readonly Interval[]): Interval[] =>
  intervals.map(({ start, end }) => ({ start: asTime(start), end: asTime(end) }));

/** What comes after those that there are: the morning first, then the afternoon. */
export function nextAfter(intervals: readonly Interval[]): Interval {
  const last = intervals.at(-1);
  if (!last) return { start: "09:00", end: "17:00" };
  const from = Math.min(Number(asTime(last.end).slice(0, 2)) + 1, 23);
  const hour = (of: number) => `${String(of).padStart(2, "0")}:00`;
  return { start: hour(from), end: hour(Math.min(from + 4, 24)) };
}
