import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { RotateCcw, Send } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import type { Webhook } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { Segmented } from "@/components/segmented";
import { SkeletonRows } from "@/components/skeleton";
import { Missing } from "@/features/identity/settings/missing";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { replayDeliveries } from "./commands";
import { DeliveryRow } from "./delivery_row";
import { deliveriesOf, deliveryList, isThere, type ListedDelivery } from "./queries";
import { useDeed } from "./use_deed";

const route = getRouteApi("/signed-in/b/$business/settings/webhooks/$webhook");

/** What has become of what was sent, the newest first. */
export function Deliveries({ of: webhook, onReplayFrom }: { of: Webhook; onReplayFrom: (id: string) => void }) {
  const t = useText();
  const business = useBusinessId();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useList(useMemo(() => deliveryList(business, webhook.id, state), [business, webhook.id, state]));
  const mayReplay = useMay("webhooks.manage") && isThere(webhook);
  useFollowing(webhook);
  return (
    <section aria-label={t("webhooks.deliveries")} className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <h2 className="text-title font-semibold">{t("webhooks.deliveries")}</h2>
        <div className="max-w-full overflow-x-auto">
          <Segmented
            label={t("webhooks.deliveries.show")}
            value={state ?? "all"}
            onChange={(next) => void navigate({ search: next === "all" ? {} : { state: next }, replace: true })}
            options={[
              { value: "all", label: t("webhooks.deliveries.all") },
              { value: "delivered", label: t("webhooks.delivery.delivered") },
              { value: "waiting", label: t("webhooks.delivery.waiting") },
              { value: "dead", label: t("webhooks.delivery.dead.many") },
            ]}
          />
        </div>
      </header>
      {list.loading ? (
        <SkeletonRows rows={4} label={t("common.loading")} />
      ) : list.rows.length > 0 ? (
        <>
          <ul aria-label={t("webhooks.deliveries")} className="divide-y divide-line rounded-control border border-line">
            {list.rows.map((one) => (
              <DeliveryRow
                key={one.id}
                of={one}
                webhook={webhook}
                mayReplay={mayReplay && one.type !== "webhook.test"}
                onReplayFrom={() => onReplayFrom(one.event)}
              />
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-2">
            <p className="mr-auto text-meta text-faint">{t("webhooks.deliveries.text")}</p>
            {list.hasMore && (
              <Button kind="quiet" working={list.fetchingMore} onClick={list.more}>
                {t("common.more")}
              </Button>
            )}
            {state === "dead" && mayReplay && <ReplayAll webhook={webhook} rows={list.rows} />}
          </div>
        </>
      ) : list.error ? (
        <Missing {...list} />
      ) : (
        <Empty
          icon={Send}
          title={t(state ? `webhooks.deliveries.none.${state}` : "webhooks.deliveries.none")}
          {...(state ? {} : { text: t("webhooks.deliveries.none.text") })}
        />
      )}
    </section>
  );
}

/** One after the other, until one is refused: so many may wait. */
function ReplayAll({ webhook, rows }: { webhook: Webhook; rows: readonly ListedDelivery[] }) {
  const t = useText();
  const { run, working } = useDeed(replayDeliveries);
  async function replay() {
    for (const { event, type } of rows.toReversed())
      if (type !== "webhook.test" && !(await run({ path: { id: webhook.id }, body: { delivery_id: event } }))) return;
  }
  return (
    <Button icon={RotateCcw} working={working} onClick={() => void replay()}>
      {t("webhooks.dead.replay")}
    </Button>
  );
}

/** The row of the webhook is told after each batch of deliveries: then there is more to see. */
function useFollowing({ id, position, version, waiting, last_triggered_at }: Webhook) {
  const client = useQueryClient();
  const business = useBusinessId();
  const now = [position, version, waiting, last_triggered_at].join();
  const seen = useRef(now);
  useEffect(() => {
    if (seen.current !== now) void client.invalidateQueries({ queryKey: deliveriesOf(business, id) });
    seen.current = now;
  }, [client, business, id, now]);
  useEffect(
    () => () => void client.invalidateQueries({ queryKey: deliveriesOf(business, id), refetchType: "none" }),
    [client, business, id],
  );
}
