import { Plus, Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import type { Webhook } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { Missing } from "@/features/identity/settings/missing";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { useList } from "@/lists/use_list";
import { CreateWebhook } from "./create_webhook";
import { isThere, webhookList } from "./queries";
import { WebhookRow } from "./webhook_row";

/** Which programs of the business are told what happens here. */
export function WebhooksPage() {
  const t = useText();
  useTitle(t("settings.to.webhooks"));
  if (!useMay("webhooks.view")) return <Empty alone icon={WebhookIcon} title={t("problem.forbidden")} />;
  return <Webhooks />;
}

function Webhooks() {
  const t = useText();
  const may = useMay("webhooks.manage");
  const list = useList(webhookList(useBusinessId()));
  const [creating, setCreating] = useState(false);
  const start = () => setCreating(true);
  useKeys(t("settings.to.webhooks"), [
    may ? { text: t("webhooks.create"), keys: "c", icon: Plus, run: start } : undefined,
  ]);
  const create = may && (
    <Button kind="primary" icon={Plus} onClick={start}>
      {t("webhooks.create")}
    </Button>
  );
  return (
    <>
      <header>
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-3">
          <h1 className="text-head font-semibold">{t("settings.to.webhooks")}</h1>
          {list.rows.length > 0 && create}
        </div>
        <p className="mt-1 max-w-measure text-body text-soft">{t("webhooks.text")}</p>
      </header>
      {list.loading ? (
        <SkeletonRows rows={3} label={t("common.loading")} />
      ) : list.rows.length > 0 ? (
        <Rows of={list.rows} />
      ) : list.error ? (
        <Missing {...list} />
      ) : (
        <Empty icon={WebhookIcon} title={t("webhooks.none")} text={t("webhooks.none.text")} action={create} />
      )}
      {list.hasMore && (
        <Button kind="quiet" className="self-start" working={list.fetchingMore} onClick={list.more}>
          {t("common.more")}
        </Button>
      )}
      {may && <CreateWebhook open={creating} onOpenChange={setCreating} />}
    </>
  );
}

/** Those that are deleted are kept, for what was delivered to them; one looks at them seldom. */
function Rows({ of }: { of: readonly Webhook[] }) {
  const t = useText();
  const there = of.filter(isThere);
  const over = of.length - there.length;
  const [all, setAll] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label={t("settings.to.webhooks")} className="divide-y divide-line rounded-control border border-line">
        {(all || there.length === 0 ? of : there).map((one) => (
          <WebhookRow key={one.id} of={one} />
        ))}
      </ul>
      {over > 0 && there.length > 0 && (
        <Button kind="quiet" className="self-start" aria-expanded={all} onClick={() => setAll((now) => !now)}>
          {all ? t("keys.hide_over") : t("keys.show_over", { count: over })}
        </Button>
      )}
    </div>
  );
}
