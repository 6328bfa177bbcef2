import { Check, Hourglass, PencilLine } from "lucide-react";
import { Avatar } from "@/components/avatar";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useNow } from "@/components/now";
import { durationText } from "@/components/times";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { usePeople } from "@/live/presence";
import type { ListedConversation } from "./live";
import { priorityMarks, statusMarks } from "./marks";

const long_ms = 4 * 3_600_000; // a customer who has waited longer than that has waited long

/** What of a conversation is out of the ordinary: its priority, that it is over, how long the customer has waited, who has it. */
export function RowMarks({ conversation }: { conversation: ListedConversation }) {
  const { status, priority, waiting_since, assigned_to, assigned_name } = conversation;
  return (
    <>
      {(priority === "urgent" || priority === "high") && <PriorityMark priority={priority} />}
      {status !== "open" && <StatusMark status={status} />}
      {waiting_since && status === "open" && <Waiting since={waiting_since} />}
      {assigned_name && assigned_to && <AssignedMark id={assigned_to} name={assigned_name} />}
    </>
  );
}

function PriorityMark({ priority }: { priority: "urgent" | "high" }) {
  const name = useText()(`priority.${priority}`);
  const { icon, ink } = priorityMarks[priority];
  return (
    <span title={name} className={cx("inline-flex", ink)}>
      <Icon of={icon} className="size-3.5" />
      <span className="sr-only">{name}</span>
    </span>
  );
}

function StatusMark({ status }: { status: ListedConversation["status"] }) {
  const name = useText()(`conversation.status.${status}`);
  const { icon, ink } = statusMarks[status];
  return (
    <span title={name} className={cx("inline-flex", ink)}>
      <Icon of={icon} className="size-3.5" />
      <span className="sr-only">{name}</span>
    </span>
  );
}

function Waiting({ since }: { since: string }) {
  const { t, locale } = useI18n();
  const since_ms = Date.parse(since);
  const long = useNow((now_ms) => now_ms - since_ms > long_ms);
  const length = useNow((now_ms) => durationText(roughly(Math.max(0, now_ms - since_ms)), { locale }));
  return (
    <span
      title={t("inbox.waiting", { length })}
      className={cx(
        "inline-flex items-center gap-0.5 text-meta tabular-nums",
        long ? "text-red-ink" : "text-amber-ink",
      )}
    >
      <Icon of={Hourglass} className="size-3" />
      <span aria-hidden>{length}</span>
      <span className="sr-only">{t("inbox.waiting", { length })}</span>
    </span>
  );
}

/** In the greatest unit alone: a row is narrow. */
function roughly(length_ms: number) {
  for (const unit_ms of [86_400_000, 3_600_000, 60_000]) {
    if (length_ms >= unit_ms) return Math.floor(length_ms / unit_ms) * unit_ms;
  }
  return length_ms;
}

function AssignedMark({ id, name }: { id: string; name: string }) {
  const t = useText();
  const presence = usePeople().get(id)?.status;
  return (
    <span title={t("inbox.assigned_to", { name })}>
      <Avatar name={name} id={id} size="small" {...(presence === "online" ? { presence } : {})} />
      <span className="sr-only">{t("inbox.assigned_to", { name })}</span>
    </span>
  );
}

/** Something is written here and not sent. */
export function DraftMark() {
  const t = useText();
  return (
    <span className="inline-flex shrink-0 items-center gap-1 font-medium text-accent-ink">
      <Icon of={PencilLine} className="size-3" />
      {t("inbox.draft")}
    </span>
  );
}

/** Stands over the face of a row: shows where the hand is, or while some are selected, that it can be. */
export function SelectBox({
  name,
  selected,
  shown,
  onToggle,
}: {
  name: string;
  selected: boolean;
  /** Without the hand over it. */
  shown: boolean;
  onToggle: (through: boolean) => void;
}) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is drawn over a face, and a press with Shift reaches to the last one
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label={t("parts.table.select_row", { name })}
      tabIndex={-1}
      onClick={(event) => onToggle(event.shiftKey)}
      className={cx(
        "absolute top-1/2 left-4 grid size-[max(32px,2rem)] -translate-y-1/2 place-items-center rounded-full bg-panel transition-opacity duration-100 hover:opacity-100 focus-visible:opacity-100 [@media(hover:hover)]:group-hover:opacity-100",
        selected || shown ? "opacity-100" : "opacity-0",
      )}
    >
      <span
        className={cx(
          "grid size-4 place-items-center rounded-control border text-on-accent",
          selected ? "border-accent bg-accent" : "border-line-mark bg-panel",
        )}
      >
        {selected && <Icon of={Check} className="size-3 stroke-[3]" />}
      </span>
    </button>
  );
}
