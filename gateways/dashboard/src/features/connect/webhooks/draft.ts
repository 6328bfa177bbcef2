// A webhook as somebody writes it down.
import type { Webhook, WebhookRetries } from "@/api/types";
import { isEverything, sorted } from "./events";
import { isWithin, usual } from "./waits";

export interface Draft {
  name: string;
  url: string;
  events: readonly string[];
  /** As they are typed. */
  retries: Record<keyof WebhookRetries, string>;
}

export function draftOf({
  name,
  url,
  events,
  retry_config,
}: Pick<Webhook, "name" | "url" | "events" | "retry_config">) {
  const { max_attempts, backoff_multiplier, first_delay_s } = retry_config;
  return {
    name,
    url: url ?? "", // it is not to be read any more
    events,
    retries: {
      max_attempts: String(max_attempts),
      backoff_multiplier: String(backoff_multiplier),
      first_delay_s: String(first_delay_s),
    },
  };
}

export const emptyDraft: Draft = draftOf({ name: "", url: "", events: [], retry_config: usual });

export function retriesOf({ retries }: Draft): WebhookRetries {
  return {
    max_attempts: Number(retries.max_attempts),
    backoff_multiplier: Number(retries.backoff_multiplier),
    first_delay_s: Number(retries.first_delay_s),
  };
}

export function isWhole(draft: Draft) {
  return draft.name.trim() !== "" && draft.url.trim() !== "" && draft.events.length > 0 && isWithin(retriesOf(draft));
}

export function bodyOf(draft: Draft) {
  const events = isEverything(draft.events) ? ["*"] : sorted(draft.events);
  return { name: draft.name.trim(), url: draft.url.trim(), events, retry_config: retriesOf(draft) };
}

/** What differs from how it is. */
export function changesIn(draft: Draft, webhook: Webhook) {
  const now = bodyOf(draft);
  const was = bodyOf(draftOf(webhook));
  const differing = (Object.keys(now) as (keyof typeof now)[]).filter(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(was[name]),
  );
  return Object.fromEntries(differing.map((name) => [name, now[name]])) as Partial<typeof now>;
}
