import { Problem } from "@/api/problem";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";

const known = ["exists", "over", "too_many", "delivery_unknown", "too_many_replays"] as const;

/** What is refused of a webhook, in words that come with the page of them. */
export function useWebhookProblemText() {
  const t = useText();
  const textOf = useProblemText();
  return (error: unknown) => {
    const rule = error instanceof Problem ? known.find((name) => error.rule === `webhook.${name}`) : undefined;
    return rule ? t(`webhooks.wrong.${rule}`) : textOf(error);
  };
}

const atFields = {
  "webhook.name_invalid": "/name",
  "webhook.url_invalid": "/url",
  "webhook.event_unknown": "/events",
  "webhook.position_unknown": "/from_position",
} as const;

/** What is wrong with one member of what was given, and with what is in it. */
export function wrongWith(
  problem: Problem | undefined,
  pointer: (typeof atFields)[keyof typeof atFields] | "/retry_config",
) {
  const said = problem?.errors.find((error) => `${error.pointer}/`.startsWith(`${pointer}/`))?.detail;
  if (said !== undefined || !problem) return said;
  return atFields[problem.rule as keyof typeof atFields] === pointer ? (problem.detail ?? problem.title) : undefined;
}
