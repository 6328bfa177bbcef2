import { KeyRound, Plus } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import type { ApiKey } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { Code } from "@/features/identity/settings/code";
import { Missing } from "@/features/identity/settings/missing";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { CreateKey } from "./create_key";
import { curlLine } from "./curl";
import { KeyRow } from "./key_row";
import { KeySheet } from "./key_sheet";
import { isGood, keyList } from "./queries";

/** What programs of the business come with, and what each of them may do. */
export function ApiKeysPage() {
  const t = useText();
  useTitle(t("settings.to.api_keys"));
  if (!useMay("api_keys_manage")) return <Empty alone icon={KeyRound} title={t("problem.forbidden")} />;
  return <Keys />;
}

function Keys() {
  const t = useText();
  const list = useList(keyList(useBusinessId()));
  const [creating, setCreating] = useState(false);
  const [openId, setOpenId] = useState<string>();
  useAll(list);
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      {t("keys.create")}
    </Button>
  );
  return (
    <>
      <header>
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-3">
          <h1 className="text-head font-semibold">{t("settings.to.api_keys")}</h1>
          {list.rows.length > 0 && create}
        </div>
        <p className="mt-1 max-w-measure text-body text-soft">{t("keys.text")}</p>
      </header>
      {list.loading ? (
        <SkeletonRows rows={3} label={t("common.loading")} />
      ) : list.rows.length > 0 ? (
        <KeyRows keys={list.rows} onOpen={setOpenId} />
      ) : list.error ? (
        <Missing {...list} />
      ) : (
        <section className="flex flex-col gap-4">
          <Empty icon={KeyRound} title={t("keys.none")} text={t("keys.none.text")} action={create} />
          <div className="flex flex-col gap-1">
            <p className="text-dense text-soft">{t("keys.example")}</p>
            <Code text={curlLine(location.origin, "mr_live_…")} label={t("keys.example.name")} />
          </div>
        </section>
      )}
      <CreateKey open={creating} onOpenChange={setCreating} />
      <KeySheet of={list.rows.find(({ id }) => id === openId)} onClose={() => setOpenId(undefined)} />
    </>
  );
}

/** Those that are over are kept, for what they did; one looks at them seldom. */
function KeyRows({ keys, onOpen }: { keys: readonly ApiKey[]; onOpen: (id: string) => void }) {
  const t = useText();
  const good = keys.filter(isGood);
  const over = keys.length - good.length;
  const [all, setAll] = useState(false);
  const shown = all || good.length === 0 ? keys : good;
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label={t("settings.to.api_keys")} className="divide-y divide-line rounded-control border border-line">
        {shown.map((key) => (
          <KeyRow key={key.id} of={key} onOpen={() => onOpen(key.id)} />
        ))}
      </ul>
      {over > 0 && good.length > 0 && (
        <Button kind="quiet" className="self-start" aria-expanded={all} onClick={() => setAll((now) => !now)}>
          {all ? t("keys.hide_over") : t("keys.show_over", { count: over })}
        </Button>
      )}
    </div>
  );
}

/** There are few, and those that are good are to come first: all are fetched. */
function useAll({ hasMore, fetchingMore, more }: { hasMore: boolean; fetchingMore: boolean; more: () => void }) {
  const fetchMore = useEffectEvent(more);
  useEffect(() => {
    if (hasMore && !fetchingMore) fetchMore();
  }, [hasMore, fetchingMore]);
}
