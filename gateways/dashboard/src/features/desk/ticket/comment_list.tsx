import type { TicketComment } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { Button } from "@/components/button";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useConnection } from "@/live/live_layer";
import { CommentRow } from "./comment_row";

/** What was written under a ticket, in the order of reading. */
export function CommentList({
  comments,
  entries,
  loading,
  error,
  hasEarlier,
  fetchingEarlier,
  onEarlier,
  onRetry,
  onDiscard,
}: {
  comments: readonly TicketComment[];
  entries: readonly Entry[];
  loading: boolean;
  /** In words, when they could not be fetched. */
  error: string | undefined;
  hasEarlier: boolean;
  fetchingEarlier: boolean;
  onEarlier: () => void;
  onRetry: (key: string) => void;
  onDiscard: (key: string) => void;
}) {
  const t = useText();
  const offline = useConnection() === "offline";
  if (loading) return <SkeletonRows rows={3} label={t("common.loading")} />;
  return (
    <section aria-label={t("ticket.comments")} className="flex flex-col gap-3">
      {error && (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-dense text-red-ink">
          {error}
          <Button onClick={onEarlier}>{t("common.retry")}</Button>
        </p>
      )}
      {hasEarlier && (
        <Button onClick={onEarlier} working={fetchingEarlier} className="self-center">
          {t("ticket.comments.earlier")}
        </Button>
      )}
      <ol className="flex flex-col gap-3">
        {comments.map((comment) => (
          <CommentRow
            key={comment.id}
            comment={comment}
            entry={entries.find(({ changes }) => changes.some(({ row }) => row.id === comment.id))}
            offline={offline}
            onRetry={onRetry}
            onDiscard={onDiscard}
          />
        ))}
      </ol>
    </section>
  );
}
