// What pages have measured of how long people wait, a row for each route.
import type { Vital } from "@/api/types";

/** The three that people feel first, then where it comes from: web.dev/vitals. */
export const vitalNames = ["LCP", "INP", "CLS", "FCP", "TTFB"] as const;

export interface RouteVitals {
  route: string;
  count: number;
  of: Partial<Record<Vital["name"], Vital>>;
}

/** The most visited first. */
export function byRoute(vitals: readonly Vital[]): RouteVitals[] {
  const routes = new Map<string, RouteVitals>();
  for (const vital of vitals) {
    const row = routes.get(vital.route) ?? { route: vital.route, count: 0, of: {} };
    routes.set(vital.route, {
      ...row,
      count: Math.max(row.count, vital.count),
      of: { ...row.of, [vital.name]: vital },
    });
  }
  return [...routes.values()].sort((a, b) => b.count - a.count || a.route.localeCompare(b.route));
}

export const isSlow = ({ p75, good_to }: Vital) => p75 > good_to;

/** Milliseconds, from a second on seconds; of CLS thousandths. */
export function measureText(name: Vital["name"], value: number, locale: string): string {
  if (name === "CLS") return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value / 1000);
  const [unit, shown] = value < 1000 ? ["millisecond", value] : ["second", value / 1000];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: 1 }).format(
    shown,
  );
}
