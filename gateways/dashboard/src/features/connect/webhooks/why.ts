import type { Key } from "@/i18n/catalogue";
import { useText } from "@/i18n/i18n_provider";

type Outcome = Extract<Key, `webhooks.outcome.${string}`>;

const outcomes: Readonly<Record<string, Outcome>> = {
  delivered: "webhooks.outcome.delivered",
  client_error: "webhooks.outcome.client_error",
  server_error: "webhooks.outcome.server_error",
  throttled: "webhooks.outcome.throttled",
  payload_too_large: "webhooks.outcome.payload_too_large",
  redirect_refused: "webhooks.outcome.redirect_refused",
  gone: "webhooks.outcome.gone",
  timeout: "webhooks.outcome.timeout",
  unreachable: "webhooks.outcome.unreachable",
  tls: "webhooks.outcome.tls",
  cut: "webhooks.outcome.cut",
  address_refused: "webhooks.outcome.address_refused",
};

/** What has become of an attempt, in words; what a later release knows as the server calls it. */
export function useOutcome() {
  const t = useText();
  return (outcome: string) => {
    const known = outcomes[outcome];
    return known ? t(known) : outcome;
  };
}

const whys = ["asked", "failing", "gone"] as const;

export function whyOf(why: string | null | undefined) {
  return whys.find((one) => one === why);
}
