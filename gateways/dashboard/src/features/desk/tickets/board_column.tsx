import { type DragEvent, type ReactNode, type Ref, useState } from "react";
import type { Ticket, TicketStatus } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { List, type ListHandle, type RowLink } from "@/components/list";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { useList } from "@/lists/use_list";
import { statusMarks } from "./marks";
import { mayBecome } from "./status";

export interface BoardColumnProps {
  status: TicketStatus;
  list: ReturnType<typeof useList<Ticket>>;
  /** The ticket that is being dragged, from whichever column. */
  lifted: Ticket | undefined;
  onDrop: (ticket: Ticket) => void;
  currentId: string | undefined;
  ref: Ref<ListHandle>;
  children: (ticket: Ticket, link: RowLink) => ReactNode;
}

const card_px = 100;

/** All tickets that stand so. What is dropped here finds its own place: the order is the list's. */
export function BoardColumn({ status, list, lifted, onDrop, currentId, ref, children }: BoardColumnProps) {
  const t = useText();
  const textOf = useProblemText();
  const [over, setOver] = useState(false);
  const { icon, ink } = statusMarks[status];
  const name = t(`ticket.status.${status}`);
  const takes = lifted !== undefined && mayBecome(lifted.status, status);
  const refuses = lifted !== undefined && lifted.status !== status && !takes;
  function hover(event: DragEvent) {
    if (!takes) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setOver(true);
  }
  function leave(event: DragEvent<HTMLElement>) {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  }
  return (
    <section
      aria-label={name}
      onDragOver={hover}
      onDragLeave={leave}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (lifted && takes) onDrop(lifted);
      }}
      className={cx(
        "flex min-w-70 flex-1 snap-start flex-col border-r border-line transition-colors duration-100 last:border-r-0 max-sm:min-w-[85vw] xl:min-w-[13rem]",
        over && takes && "bg-accent-tint",
        refuses && "opacity-45",
      )}
    >
      <h2 className="flex min-h-10 shrink-0 items-center gap-2 px-4 font-medium text-ink">
        <Icon of={icon} className={ink} />
        <span className="truncate">{name}</span>
        <span className="text-meta font-normal text-faint tabular-nums">
          {list.loading || list.error ? "" : `${list.rows.length}${list.hasMore ? "+" : ""}`}
        </span>
      </h2>
      {list.loading ? (
        <SkeletonRows rows={4} label={t("common.loading")} />
      ) : list.error && list.rows.length === 0 ? (
        <div className="flex flex-col items-start gap-2 px-4 text-faint">
          {textOf(list.error)}
          <Button onClick={list.retry}>{t("common.retry")}</Button>
        </div>
      ) : list.rows.length === 0 ? (
        <p className="px-4 py-2 text-faint">{t("tickets.board.empty")}</p>
      ) : (
        <List
          ref={ref}
          items={list.rows}
          rowId={({ id }) => id}
          rowHeight={card_px}
          label={name}
          {...(currentId ? { currentId } : {})}
          hasMore={list.hasMore}
          onMore={list.more}
          foot={list.fetchingMore && <SkeletonRows rows={1} label={t("common.loading")} />}
          className="flex-1 pt-0.5"
        >
          {children}
        </List>
      )}
    </section>
  );
}
