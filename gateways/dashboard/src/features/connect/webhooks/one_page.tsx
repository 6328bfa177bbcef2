import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import type { Webhook } from "@/api/types";
import { Banner } from "@/components/banner";
import { Empty } from "@/components/empty";
import { Icon } from "@/components/icon";
import { Missing } from "@/features/identity/settings/missing";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { WebhookBadge } from "./badges";
import { Deeds } from "./deeds";
import { Deliveries } from "./deliveries";
import { oneWebhook } from "./queries";
import { type From, Replay } from "./replay";
import { WebhookFacts } from "./webhook_facts";
import { whyOf } from "./why";

const route = getRouteApi("/signed-in/b/$business/settings/webhooks/$webhook");

export function WebhookPage() {
  const t = useText();
  if (!useMay("webhooks.view")) return <Empty alone icon={WebhookIcon} title={t("problem.forbidden")} />;
  return <Opened />;
}

function Opened() {
  const t = useText();
  const { webhook: id } = route.useParams();
  const one = useOne(oneWebhook(useBusinessId(), id));
  return (
    <>
      {one.row ? (
        <Whole key={id} of={one.row} />
      ) : (
        <>
          <Back />
          <h1 className="sr-only">{t("settings.to.webhooks")}</h1>
          <Missing {...one} />
        </>
      )}
    </>
  );
}

function Back() {
  const t = useText();
  return (
    <Link
      from="/b/$business"
      to="/b/$business/settings/webhooks"
      className="-mb-3 -ml-1 inline-flex min-h-8 items-center gap-1 self-start rounded-control px-1 text-dense text-soft hover:text-ink"
    >
      <Icon of={ArrowLeft} />
      {t("webhooks.back")}
    </Link>
  );
}

/** All of one webhook: how it stands, what can be done to it, and what has become of what was sent there. */
function Whole({ of: webhook }: { of: Webhook }) {
  const t = useText();
  const [replayFrom, setReplayFrom] = useState<From>();
  useTitle(webhook.name, t("settings.to.webhooks"));
  return (
    <>
      <header className="flex flex-col gap-4">
        <Back />
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="flex min-w-0 flex-1 basis-60 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 dir="auto" className="min-w-0 wrap-anywhere text-head font-semibold">
              {webhook.name}
            </h1>
            <WebhookBadge of={webhook} />
          </div>
          <Deeds of={webhook} onReplay={() => setReplayFrom("")} />
        </div>
        {webhook.status === "paused" && <Why of={webhook} />}
        <WebhookFacts of={webhook} />
      </header>
      <Deliveries of={webhook} onReplayFrom={setReplayFrom} />
      <Replay of={webhook} from={replayFrom} onClose={() => setReplayFrom(undefined)} />
    </>
  );
}

function Why({ of: { why } }: { of: Webhook }) {
  const t = useText();
  const known = whyOf(why);
  if (!known) return <Banner tone="amber">{t("webhooks.why.other", { why: why ?? "" })}</Banner>;
  return (
    <Banner tone={known === "asked" ? "neutral" : "amber"}>
      <strong className="font-medium">{t(`webhooks.why.${known}`)}</strong> {t(`webhooks.why.${known}.text`)}
    </Banner>
  );
}
