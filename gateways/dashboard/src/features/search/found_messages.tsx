import { Link } from "@tanstack/react-router";
import { CloudOff, SearchX } from "lucide-react";
import { useMemo } from "react";
import { useBusinessId } from "@/api/business_context";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { List } from "@/components/list";
import { wordsOf } from "@/components/marks";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useList } from "@/lists/use_list";
import { type FoundMessage, messagesFound } from "./found";
import { hitLook } from "./found_groups";
import { HitRow } from "./hit_row";
import { hitOf } from "./hits";
import { useBusinessSlug } from "./use_business_slug";

const idOf = ({ id }: FoundMessage) => id;

/** All messages in which it was found. */
export function FoundMessages({ q }: { q: string }) {
  const t = useText();
  const textOf = useProblemText();
  const slug = useBusinessSlug();
  const business = useBusinessId();
  const list = useList(useMemo(() => messagesFound(business, q), [business, q]));
  const words = useMemo(() => wordsOf(q), [q]);
  if (list.loading) return <SkeletonRows rows={12} label={t("common.loading")} />;
  if (list.error && list.rows.length === 0) {
    return (
      <Empty
        icon={CloudOff}
        title={t("search.failed")}
        text={textOf(list.error)}
        action={<Button onClick={list.retry}>{t("common.retry")}</Button>}
      />
    );
  }
  if (list.rows.length === 0)
    return <Empty icon={SearchX} title={t("search.none.title", { q })} text={t("search.none.text")} />;
  return (
    <List
      items={list.rows}
      rowId={idOf}
      rowHeight={49}
      label={t("search.kind.messages")}
      hasMore={list.hasMore}
      onMore={list.more}
      foot={list.fetchingMore && <SkeletonRows rows={2} label={t("common.loading")} />}
      className="h-full"
    >
      {(message, link) => {
        const hit = hitOf("messages", message, slug, q);
        return (
          <Link {...link} {...hit.where} className={hitLook}>
            <HitRow kind="messages" hit={hit} words={words} />
          </Link>
        );
      }}
    </List>
  );
}
