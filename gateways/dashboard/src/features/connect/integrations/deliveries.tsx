import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import type { Integration, RawDelivery } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { deliveryList, rawDelivery } from "./queries";

/** What the provider has delivered lately, byte for byte: asked for when somebody opens it. */
export function Deliveries({ of: { id } }: { of: Integration }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const list = useId();
  return (
    <section aria-label={t("integrations.deliveries")} className="flex flex-col gap-2 border-t border-line pt-4">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen((now) => !now)}
        className="flex min-h-8 items-center gap-2 rounded-control text-left text-dense font-medium text-ink"
      >
        <Icon of={ChevronDown} className={cx("text-faint transition-transform", !open && "-rotate-90")} />
        {t("integrations.deliveries")}
      </button>
      <div id={list} hidden={!open}>
        {open && <Listed of={id} />}
      </div>
    </section>
  );
}

function Listed({ of: id }: { of: string }) {
  const t = useText();
  const business = useBusinessId();
  const list = useList(useMemo(() => deliveryList(business, id), [business, id]));
  if (list.loading) return <SkeletonRows rows={3} label={t("common.loading")} />;
  if (list.rows.length === 0) return <p className="text-meta text-faint">{t("integrations.deliveries.none")}</p>;
  return (
    <div className="flex flex-col gap-2">
      <ul aria-label={t("integrations.deliveries")} className="divide-y divide-line rounded-control border border-line">
        {list.rows.map((one) => (
          <Delivery key={one.id} of={one} />
        ))}
      </ul>
      <p className="text-meta text-faint">{t("integrations.deliveries.text")}</p>
      {list.hasMore && (
        <Button kind="quiet" working={list.fetchingMore} onClick={list.more}>
          {t("common.more")}
        </Button>
      )}
    </div>
  );
}

function Delivery({ of: one }: { of: RawDelivery }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const bytes = useId();
  const kept = one.state === "kept";
  return (
    <li>
      <button
        type="button"
        disabled={!kept}
        aria-expanded={open}
        aria-controls={bytes}
        onClick={() => setOpen((now) => !now)}
        className="flex min-h-9 w-full items-center gap-2 px-3 text-left text-meta text-ink enabled:hover:bg-hover"
      >
        <span className="flex-1">
          <DateTime at={one.received_at} as="exact" />
        </span>
        {!kept && <span className="text-faint">{t("integrations.deliveries.forgotten")}</span>}
      </button>
      <div id={bytes} hidden={!open}>
        {open && <Bytes of={one} />}
      </div>
    </li>
  );
}

function Bytes({ of: { id, integration_id } }: { of: RawDelivery }) {
  const t = useText();
  const { data, isError } = useQuery(rawDelivery(useBusinessId(), integration_id, id));
  if (isError) return <p className="px-3 pb-2 text-meta text-faint">{t("integrations.deliveries.forgotten")}</p>;
  if (!data) return <SkeletonRows rows={1} label={t("common.loading")} />;
  return (
    <figure className="flex flex-col gap-1 border-t border-line bg-ground px-3 py-2">
      <figcaption className="text-meta text-faint">
        {t("integrations.deliveries.tells", { count: data.tells_of })}
      </figcaption>
      <pre
        dir="ltr"
        className="max-h-80 overflow-y-auto font-mono text-meta wrap-anywhere whitespace-pre-wrap text-soft"
      >
        {data.text}
      </pre>
    </figure>
  );
}
