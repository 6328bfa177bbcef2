import { Clock, Lock } from "lucide-react";
import type { TicketComment } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { Refused } from "@/commands/refused";
import { Avatar } from "@/components/avatar";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";

export interface CommentRowProps {
  comment: TicketComment;
  /** While it is on its way. */
  entry: Entry | undefined;
  offline: boolean;
  onRetry: (key: string) => void;
  onDiscard: (key: string) => void;
}

/** Who said what. What only the team sees is tinted, locked and called a note. */
export function CommentRow({ comment, entry, offline, onRetry, onDiscard }: CommentRowProps) {
  const t = useText();
  const name = comment.member_name ?? t("app.name");
  return (
    <li className="flex gap-3">
      <span className="shrink-0 pt-1">
        <Avatar name={name} id={comment.member_id ?? "house"} />
      </span>
      <div
        className={cx(
          "min-w-0 flex-1 rounded-panel border px-3 py-2",
          comment.internal ? "border-violet-line bg-violet-tint" : "border-line bg-panel",
        )}
      >
        <p className="flex flex-wrap items-center gap-x-1.5 text-meta text-faint">
          {comment.internal && (
            <span className="inline-flex items-center gap-1 font-medium text-violet-ink">
              <Icon of={Lock} className="size-3.5" />
              {t("ticket.comment.internal")}
            </span>
          )}
          <span dir="auto" className="font-medium text-ink">
            {name}
          </span>
          <DateTime at={comment.created_at} />
          {entry && !entry.refusal && (
            <span role="status" className="inline-flex items-center gap-1">
              <Icon of={Clock} className="size-3.5" />
              {t(offline || entry.attempts > 0 ? "ticket.comment.waiting" : "ticket.comment.sending")}
            </span>
          )}
        </p>
        <p dir="auto" className="mt-1 text-body wrap-break-word whitespace-pre-wrap text-ink">
          {comment.text ?? <span className="text-faint italic">{t("ticket.comment.erased")}</span>}
        </p>
        {entry?.refusal && (
          <div className="mt-1">
            <Refused
              what={t("ticket.comment.refused")}
              refusal={entry.refusal}
              onRetry={() => onRetry(entry.key)}
              onDiscard={() => onDiscard(entry.key)}
            />
          </div>
        )}
      </div>
    </li>
  );
}
