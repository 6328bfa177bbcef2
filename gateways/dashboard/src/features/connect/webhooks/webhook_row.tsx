import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Webhook } from "@/api/types";
import { Badge } from "@/components/badge";
import { DateTime } from "@/components/date_time";
import { useText } from "@/i18n/i18n_provider";
import { WebhookBadge } from "./badges";
import { isEverything } from "./events";
import { whyOf } from "./why";

/** One webhook: how it stands and where it goes, and when something has last come there. */
export function WebhookRow({ of: one }: { of: Webhook }) {
  const t = useText();
  const why = one.status === "paused" ? whyOf(one.why) : undefined;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 hover:bg-hover">
      <span className="min-w-0 flex-1 basis-56">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            from="/b/$business"
            to="/b/$business/settings/webhooks/$webhook"
            params={{ webhook: one.id }}
            dir="auto"
            className="min-h-6 min-w-0 rounded-control wrap-anywhere text-dense leading-6 font-medium text-ink after:absolute after:inset-0 after:content-['']"
          >
            {one.name}
          </Link>
          <WebhookBadge of={one} />
          {one.waiting > 0 && <Badge tone="amber">{t("webhooks.waiting", { count: one.waiting })}</Badge>}
        </span>
        <bdi dir="ltr" title={one.url ?? ""} className="block truncate font-mono text-meta text-faint">
          {one.url}
        </bdi>
        {why && <span className="block text-meta text-soft first-letter:uppercase">{t(`webhooks.short.${why}`)}</span>}
      </span>
      <dl className="flex gap-4 text-meta">
        <Term name={t("webhooks.events")}>
          {isEverything(one.events) ? t("webhooks.deliveries.all") : one.events.length}
        </Term>
        <Term name={t("webhooks.delivered.last")}>
          {one.last_delivered_at ? <DateTime at={one.last_delivered_at} /> : t("webhooks.never")}
        </Term>
      </dl>
    </li>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-24">
      <dt className="text-faint">{name}</dt>
      <dd className="text-ink">{children}</dd>
    </div>
  );
}
