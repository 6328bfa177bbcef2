// A moment as one writes it in a field of date and time, in the time zone of the person, which need not be that of the device.

/** "2026-11-30T09:00:00": what stands on the clock there. */
export function writtenIn(timeZone: string, at_ms: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at_ms);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "00";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}:${of("second")}`;
}

/**
 * When the clock there shows that; nothing when it is no time. An hour that comes twice is taken the first time, one that is left out
 * as if it had not been.
 */
export function momentIn(timeZone: string, written: string): number | undefined {
  const asUtc = Date.parse(`${written}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const ahead = (at_ms: number) => Date.parse(`${writtenIn(timeZone, at_ms)}Z`) - Math.floor(at_ms / 1000) * 1000;
  const day_ms = 86_400_000;
  const candidates = [asUtc - ahead(asUtc - day_ms), asUtc - ahead(asUtc + day_ms)];
  return candidates.find((at_ms) => at_ms + ahead(at_ms) === asUtc) ?? candidates[0];
}
