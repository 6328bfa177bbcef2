import type { Webhook } from "@/api/types";
import { DateTime } from "@/components/date_time";
import { Fact } from "@/components/fact";
import { useNow } from "@/components/now";
import { Code } from "@/features/identity/settings/code";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { isEverything, sorted } from "./events";
import { waitsOf, waitsText } from "./waits";

/** Where it goes, what it is told of, and how that has gone. */
export function WebhookFacts({ of: webhook }: { of: Webhook }) {
  const { t, locale } = useI18n();
  const waits = waitsOf(webhook.retry_config);
  return (
    <div className="flex flex-col gap-4">
      {webhook.url && <Code text={webhook.url} label={t("webhooks.url")} />}
      <div className="grid gap-x-12 gap-y-2 sm:grid-cols-2">
        <dl className="flex flex-col gap-2">
          <Fact name={t("webhooks.waiting.now")}>
            <span title={t("webhooks.waiting.text")}>{webhook.waiting}</span>
          </Fact>
          <Fact name={t("webhooks.delivered.last")}>
            <Time at={webhook.last_delivered_at} />
          </Fact>
          <Fact name={t("webhooks.tried.last")}>
            <Time at={webhook.last_triggered_at} />
          </Fact>
        </dl>
        <dl className="flex flex-col gap-2">
          <Fact name={t("webhooks.created")}>
            <DateTime at={webhook.created_at} as="date" />
          </Fact>
          {webhook.status !== "active" && (
            <Fact name={t(`webhooks.is.${webhook.status}`)}>
              <DateTime at={webhook.status_since} />
            </Fact>
          )}
          <OldSecret until={webhook.old_secret_until} />
        </dl>
      </div>
      <div className="flex flex-col gap-1 text-dense">
        <h2 className="font-medium">{t("webhooks.events")}</h2>
        <Events of={webhook.events} />
        <p className="text-meta text-faint">
          {waits.length === 0
            ? t("webhooks.retries.none")
            : t("webhooks.retries.plan", { waits: waitsText(waits, locale) })}
        </p>
      </div>
    </div>
  );
}

function Time({ at }: { at: string | null | undefined }) {
  const t = useText();
  return at ? <DateTime at={at} /> : t("webhooks.never");
}

function OldSecret({ until }: { until: string | null | undefined }) {
  const t = useText();
  const good = useNow((now_ms) => Boolean(until) && Date.parse(until ?? "") > now_ms);
  if (!until || !good) return null;
  return (
    <Fact name={t("webhooks.old_secret")}>
      {t("webhooks.old_secret.until")} <DateTime at={until} as="time" />
    </Fact>
  );
}

function Events({ of }: { of: readonly string[] }) {
  const t = useText();
  if (isEverything(of)) return <p className="text-dense text-soft">{t("webhooks.events.all")}</p>;
  return (
    <ul aria-label={t("webhooks.events")} className="flex flex-wrap gap-1">
      {sorted(of).map((name) => (
        <li
          key={name}
          dir="ltr"
          className="rounded-control bg-press px-1.5 py-0.5 font-mono text-meta wrap-anywhere text-soft"
        >
          {name}
        </li>
      ))}
    </ul>
  );
}
