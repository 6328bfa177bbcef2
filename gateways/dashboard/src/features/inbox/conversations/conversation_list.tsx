import { CloudOff } from "lucide-react";
import { type Ref, useCallback } from "react";
import { isFinal } from "@/api/problem";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { List, type ListHandle, type RowLink } from "@/components/list";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { useList } from "@/lists/use_list";
import { ConversationRow } from "./conversation_row";
import type { ListedConversation } from "./live";
import { NothingHere } from "./nothing_here";
import type { SaidWith } from "./said_with";
import type { Asked } from "./search";
import { SearchEverything } from "./search_everything";
import type { SelectionOf } from "./use_selection";

const idOf = ({ id }: ListedConversation) => id;

export interface ConversationListProps {
  asked: Asked;
  list: ReturnType<typeof useList<ListedConversation>>;
  saidWith: SaidWith;
  currentId: string | undefined;
  writer: string;
  selection: SelectionOf;
  onEverything: () => void;
  /** To the tab that has all, with the same search. */
  onAll: () => void;
  ref: Ref<ListHandle>;
}

export function ConversationList({
  asked,
  list,
  saidWith,
  currentId,
  writer,
  selection,
  onEverything,
  onAll,
  ref,
}: ConversationListProps) {
  const t = useText();
  const { more } = list;
  const onMore = useCallback(() => more(), [more]);
  const { ids, extend, toggle } = selection;
  const draw = useCallback(
    (conversation: ListedConversation, link: RowLink) => (
      <ConversationRow
        conversation={conversation}
        said={saidWith.messages.get(conversation.id)}
        words={saidWith.words}
        link={link}
        writer={writer}
        selected={ids.has(conversation.id)}
        selecting={ids.size > 0}
        onSelect={(id, through) => (through ? extend(id) : toggle(id))}
      />
    ),
    [saidWith, writer, ids, extend, toggle],
  );
  return (
    <List
      ref={ref}
      items={list.rows}
      rowId={idOf}
      rowHeight={56}
      label={t("inbox.conversations")}
      {...(currentId ? { currentId } : {})}
      hasMore={list.hasMore}
      onMore={onMore}
      foot={
        list.rows.length > 0 ? (
          <Foot list={list} q={asked.q} room={ids.size > 0} />
        ) : (
          <NoRows list={list} asked={asked} onEverything={onEverything} onAll={onAll} />
        )
      }
      className="h-full"
    >
      {draw}
    </List>
  );
}

/** In their place: the list stays, and with it the focus of who is in it. */
function NoRows({ list, ...narrowed }: Pick<ConversationListProps, "list" | "asked" | "onEverything" | "onAll">) {
  const t = useText();
  const textOf = useProblemText();
  if (list.loading) return <SkeletonRows rows={12} label={t("common.loading")} />;
  if (!list.error) return <NothingHere {...narrowed} />;
  return (
    <Empty
      icon={CloudOff}
      title={textOf(list.error)}
      action={!isFinal(list.error) && <Button onClick={list.retry}>{t("common.retry")}</Button>}
    />
  );
}

/** More is on its way, or could not be fetched; where else it can be searched; and room for the bar that floats over the end. */
function Foot({ list, q, room }: { list: ConversationListProps["list"]; q: string | undefined; room: boolean }) {
  const t = useText();
  return (
    <>
      {list.fetchingMore && <SkeletonRows rows={2} label={t("common.loading")} />}
      {list.error && !list.fetchingMore && (
        <p className="flex justify-center p-2">
          <Button onClick={list.more}>{t("common.retry")}</Button>
        </p>
      )}
      {q && !list.hasMore && <SearchEverything q={q} />}
      {room && <div className="h-16" />}
    </>
  );
}
