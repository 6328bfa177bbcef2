import type { Key } from "@/i18n/catalogue";

/** What comes of signing in elsewhere, in the reader's language: it comes back as a code alone. */
const texts = {
  "account.deactivated": "providers.deactivated",
  "auth.provider_attempt_over": "providers.over",
  "auth.provider_away": "providers.away",
  "auth.provider_declined": "providers.declined",
  "auth.provider_link_first": "providers.link_first",
  "auth.provider_not_believed": "providers.not_believed",
  "auth.provider_unverified": "providers.unverified",
  "identity.last_way_in": "providers.last_way_in",
  "identity.taken": "providers.taken",
} as const satisfies Readonly<Record<string, Extract<Key, `providers.${string}`>>>;

type Known = keyof typeof texts;

export function textOf(code: string): (typeof texts)[Known] | "providers.failed" {
  return Object.hasOwn(texts, code) ? texts[code as Known] : "providers.failed";
}
