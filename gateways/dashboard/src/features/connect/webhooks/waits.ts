// When a delivery that nobody takes is tried again.
import type { WebhookRetries } from "@/api/types";
import { durationText } from "@/components/times";
import { perLocale } from "@/i18n/formats";

export const usual: WebhookRetries = { max_attempts: 3, backoff_multiplier: 2, first_delay_s: 60 };

/** As the server takes them. */
export const limits = {
  max_attempts: [1, 20],
  first_delay_s: [1, 3600],
  backoff_multiplier: [1, 10],
} as const satisfies Record<keyof WebhookRetries, readonly [number, number]>;

export function isWithin(config: WebhookRetries) {
  return (Object.keys(limits) as (keyof WebhookRetries)[]).every((name) => {
    const [least, most] = limits[name];
    return Number.isInteger(config[name]) && config[name] >= least && config[name] <= most;
  });
}

const longest_s = 24 * 3600;

/** Before the second attempt, the third, … */
export function waitsOf({ max_attempts, backoff_multiplier, first_delay_s }: WebhookRetries): number[] {
  return Array.from({ length: Math.max(0, max_attempts - 1) }, (_, at) =>
    Math.min(longest_s, first_delay_s * backoff_multiplier ** at),
  );
}

const seconds = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "second", unitDisplay: "short" }),
);

export function waitText(wait_s: number, locale: string) {
  return wait_s < 60 ? seconds(locale).format(wait_s) : durationText(wait_s * 1000, { locale });
}

const named = 4;

/** "1 min, 2 min, 4 min", and of more the first and the last of them. */
export function waitsText(waits_s: readonly number[], locale: string) {
  const texts = waits_s.map((wait) => waitText(wait, locale));
  const last = texts.at(-1);
  return texts.length > named && last ? `${texts.slice(0, named - 1).join(", ")} … ${last}` : texts.join(", ");
}
