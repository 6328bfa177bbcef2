// What somebody has looked at is called: by the names that the API's routes have for it.
import { audit } from "@/i18n/en/audit";
import type { Translate } from "@/i18n/i18n_provider";

const known = (key: string): key is keyof typeof audit & `audit.seen.of.${string}` => key in audit;

/** One that has no words yet is its own name. */
export function seenName(t: Translate, what: string): string {
  const key = `audit.seen.of.${what}`;
  return known(key) ? t(key) : what;
}
