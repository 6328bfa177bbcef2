import { CloudOff, History, SearchX } from "lucide-react";
import { type Ref, useCallback } from "react";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { List, type ListHandle } from "@/components/list";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { useList } from "@/lists/use_list";
import type { HistoryEvent } from "./event";
import { EventRow } from "./event_row";

const idOf = ({ id }: HistoryEvent) => id;

/** The events, newest first. With a filter the server may look through a part of the journal and find nothing: it is asked to go on. */
export function EventRows({
  list,
  openId,
  narrowed,
  onEverything,
  ref,
}: {
  list: ReturnType<typeof useList<HistoryEvent>>;
  openId: string | undefined;
  narrowed: boolean;
  onEverything: () => void;
  ref: Ref<ListHandle>;
}) {
  const t = useText();
  const textOf = useProblemText();
  const { more } = list;
  const onMore = useCallback(() => more(), [more]);
  if (list.loading) return <SkeletonRows rows={16} height={40} label={t("common.loading")} />;
  if (list.rows.length === 0 && list.error)
    return (
      <Empty
        icon={CloudOff}
        title={textOf(list.error)}
        action={<Button onClick={list.retry}>{t("common.retry")}</Button>}
      />
    );
  if (list.rows.length === 0 && !list.hasMore) return <NothingHere narrowed={narrowed} onEverything={onEverything} />;
  return (
    <List
      ref={ref}
      items={list.rows}
      rowId={idOf}
      rowHeight={41}
      label={t("history.title")}
      {...(openId ? { currentId: openId } : {})}
      hasMore={list.hasMore && !list.error}
      onMore={onMore}
      foot={
        <>
          {list.fetchingMore && <SkeletonRows rows={2} height={40} label={t("common.loading")} />}
          {list.error && !list.fetchingMore && (
            <p className="flex justify-center p-2">
              <Button onClick={list.more}>{t("common.retry")}</Button>
            </p>
          )}
        </>
      }
      className="@container h-full"
    >
      {(event, link) => <EventRow event={event} link={link} />}
    </List>
  );
}

function NothingHere({ narrowed, onEverything }: { narrowed: boolean; onEverything: () => void }) {
  const t = useText();
  if (!narrowed) return <Empty icon={History} title={t("history.empty.title")} text={t("history.empty.text")} />;
  return (
    <Empty
      icon={SearchX}
      title={t("history.empty.filtered.title")}
      text={t("history.empty.filtered.text")}
      action={<Button onClick={onEverything}>{t("history.empty.filtered.action")}</Button>}
    />
  );
}
