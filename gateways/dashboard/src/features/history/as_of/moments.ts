// Moments of a thing's history: where the slider stands, and which step is next. Times are compared by the microsecond, as they are recorded.

export interface Mark {
  id: string;
  /** RFC 3339, as it was recorded. */
  at: string;
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** A time, if what stands in the address is one. */
export function timeIn(given: unknown): string | undefined {
  return typeof given === "string" && rfc3339.test(given) && !Number.isNaN(Date.parse(given)) ? given : undefined;
}

/** Microseconds since 1970. */
export function micros(at: string): number {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? "";
  const seconds = Math.floor(Date.parse(at) / 1000);
  return seconds * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** In order, the oldest first, and each moment once: of those of one moment the last. */
export function inOrder<M extends Mark>(marks: readonly M[]): M[] {
  const moments = new Map(marks.map((mark) => [micros(mark.at), mark]));
  return [...moments].sort(([a], [b]) => a - b).map(([, mark]) => mark);
}

/** Where times lie on the slider: knots of time and place, in order, from 0 to 1. */
export type Scale = readonly { at_us: number; place: number }[];

/** As much of the way goes by time as by events: where much happened, there is room for it. */
const by_time = 0.5;

/** From the first mark to now. */
export function scaleOf(marks: readonly Mark[], now_ms: number): Scale {
  const last = now_ms * 1000;
  const times = marks.map(({ at }) => micros(at)).filter((at_us) => at_us < last);
  const knots = [times[0] ?? last - 1e6, ...times.slice(1), last];
  const [first = 0] = knots;
  const steps = knots.length - 1;
  return knots.map((at_us, n) => ({
    at_us,
    place: by_time * ((at_us - first) / (last - first)) + (1 - by_time) * (n / steps),
  }));
}

/** Where it stands between the ends: 0 to 1. */
export function placeOf(at: string, scale: Scale): number {
  return between(scale, "at_us", "place", micros(at));
}

/** The time at a place of the slider; near a mark, that of the mark. */
export function atPlace(place: number, scale: Scale, marks: readonly Mark[], near = 0.006): string {
  const away = (mark: Mark) => Math.abs(placeOf(mark.at, scale) - place);
  const [nearest] = marks.filter((mark) => away(mark) <= near).sort((a, b) => away(a) - away(b));
  return nearest?.at ?? new Date(Math.round(between(scale, "place", "at_us", place) / 1000)).toISOString();
}

function between(scale: Scale, from: "at_us" | "place", to: "at_us" | "place", value: number): number {
  const after = scale.findIndex((knot) => knot[from] >= value);
  const [one, two] = [scale[after - 1], scale[after]];
  if (!two) return scale.at(-1)?.[to] ?? 0;
  if (!one || two[from] === one[from]) return two[to];
  return one[to] + ((value - one[from]) / (two[from] - one[from])) * (two[to] - one[to]);
}

/** The last mark at that moment or before: what made it as it was. */
export function lastUntil<M extends Mark>(marks: readonly M[], at: string): M | undefined {
  return marks.findLast((mark) => micros(mark.at) <= micros(at));
}

export function stepBack<M extends Mark>(marks: readonly M[], at: string): M | undefined {
  return marks.findLast((mark) => micros(mark.at) < micros(at));
}

/** After the last one it is now: nothing. */
export function stepOn<M extends Mark>(marks: readonly M[], at: string): M | undefined {
  return marks.find((mark) => micros(mark.at) > micros(at));
}

/** Marks that would lie over one another are drawn as one. `apart`: how near, of the whole. */
export function drawnMarks(marks: readonly Mark[], scale: Scale, apart = 0.004): number[] {
  const places: number[] = [];
  for (const mark of marks) {
    const place = placeOf(mark.at, scale);
    if (places.length === 0 || place - (places.at(-1) ?? 0) >= apart) places.push(place);
  }
  return places;
}
