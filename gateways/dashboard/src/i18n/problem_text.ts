import { useCallback } from "react";
import { Problem } from "@/api/problem";
import type { Key } from "./catalogue";
import { type Translate, useI18n } from "./i18n_provider";

/** What we say better than the server, or in the reader's language. */
const rules: Readonly<Record<string, Extract<Key, `problem.${string}`>>> = {
  "account.deactivated": "problem.deactivated",
  "account.email_taken": "problem.email_taken",
  "account.link_invalid": "problem.link_invalid",
  "account.link_over": "problem.link_over",
  "account.link_sent": "problem.link_sent",
  "account.operators_own": "problem.operators_own",
  "api_key.beyond_own": "problem.key_beyond_own",
  "api_key.over": "problem.key_over",
  "api_key.too_many": "problem.too_many_keys",
  "auth.challenge_over": "problem.mfa_token_over",
  "auth.csrf_token": "problem.signed_out",
  "auth.mfa_enrolment_required": "problem.mfa_enrolment",
  "auth.mfa_token_over": "problem.mfa_token_over",
  "auth.step_up_required": "problem.step_up",
  "as_of.not_there": "problem.as_of_not_there",
  "as_of.too_long": "problem.as_of_too_long",
  "conversation.moved_on": "problem.moved_on",
  "customer.without_anything": "problem.customer_without_anything",
  "invitation.over": "problem.invitation_over",
  "invitation.used": "problem.invitation_used",
  "member.above_own_role": "problem.above_own_role",
  "member.already_invited": "problem.already_invited",
  "member.already_joined": "problem.already_joined",
  "member.last_owner": "problem.last_owner",
  "member.too_many_invitations": "problem.too_many_invitations",
  "second_factor.needed": "problem.second_factor_needed",
  "tag.invalid": "problem.tag_invalid",
  "version.stale": "problem.stale",
};

/** What went wrong in the reader's words: our own where we have some, else the server's. */
export function useProblemText() {
  const { t, locale, timeZone } = useI18n();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof Problem)) return t("problem.unreachable");
      const known = rules[error.rule];
      if (known) return t(known);
      if (error.status === 403) return t("problem.forbidden");
      if (error.status === 404 || error.status === 410) return t("problem.gone");
      if (error.status === 429) return tooMuch(t, error, { locale, timeZone });
      if (error.status >= 500) return t("problem.server");
      return error.detail ?? error.errors[0]?.detail ?? error.title;
    },
    [t, locale, timeZone],
  );
}

const soon_ms = 90_000;

/** With the time from which it may be tried again: in seconds while one waits for it, else by the clock. */
function tooMuch(t: Translate, { retryAt }: Problem, { locale, timeZone }: { locale: string; timeZone: string }) {
  const wait_ms = (retryAt ?? 0) - Date.now();
  if (retryAt === undefined || wait_ms <= 0) return t("problem.too_many");
  if (wait_ms > soon_ms) {
    const time = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone }).format(retryAt);
    return t("common.try_again.at", { time });
  }
  return t("common.try_again.in", { count: Math.ceil(wait_ms / 1000) });
}
