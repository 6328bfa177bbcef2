import { CircleCheck, CircleDot, SignalMedium, Tag, UserRound } from "lucide-react";
import { useMay } from "@/api/me_context";
import { BulkBar } from "@/components/bulk_bar";
import { IconButton } from "@/components/icon_button";
import { useText } from "@/i18n/i18n_provider";
import { isGoingOn } from "./marks";
import { AssignPicker, PriorityPicker, StatusPicker, TagPicker } from "./pickers";
import type { Deeds } from "./use_deeds";
import type { SelectionOf } from "./use_selection";

export type Asking = "assign" | "tag" | "priority" | "status";

/** What may be done to those that are selected; each letter opens its own choice. */
export function SelectionBar({
  selection,
  deeds,
  asking,
  onAsking,
}: {
  selection: SelectionOf;
  deeds: Deeds;
  asking: Asking | undefined;
  onAsking: (asking: Asking | undefined) => void;
}) {
  const t = useText();
  const mayAssign = useMay("conversations_assign");
  const mayReply = useMay("conversations_reply");
  const mayClose = useMay("conversations_close");
  const { rows } = selection;
  const going = rows.some(({ status }) => isGoingOn(status));
  const opened = (what: Asking) => ({
    open: asking === what,
    onOpenChange: (open: boolean) => onAsking(open ? what : undefined),
  });
  /** Done: they are let go of. */
  const done = (deed: () => void) => {
    deed();
    onAsking(undefined);
    selection.clear();
  };
  return (
    <BulkBar count={rows.length} onClear={selection.clear}>
      {mayAssign && (
        <AssignPicker
          {...opened("assign")}
          assignedTo={sameOf(rows.map(({ assigned_to }) => assigned_to ?? null))}
          onPick={(to) => done(() => deeds.assign(rows, to))}
          trigger={<IconButton icon={UserRound} label={t("conversation.assign")} keys="a" />}
        />
      )}
      {mayReply && (
        <TagPicker
          {...opened("tag")}
          tags={(rows[0]?.tags ?? []).filter((tag) => rows.every(({ tags }) => tags.includes(tag)))}
          onPick={(add, remove) => {
            deeds.tag(rows, add, remove);
            onAsking(undefined); // they stay selected: it may be one of several tags
          }}
          trigger={<IconButton icon={Tag} label={t("conversation.tag")} keys="t" />}
        />
      )}
      {mayReply && (
        <PriorityPicker
          {...opened("priority")}
          priority={sameOf(rows.map(({ priority }) => priority))}
          onPick={(to) => done(() => deeds.priority(rows, to))}
          trigger={<IconButton icon={SignalMedium} label={t("conversation.priority")} keys="p" />}
        />
      )}
      {mayClose && (
        <StatusPicker
          {...opened("status")}
          status={sameOf(rows.map(({ status }) => status))}
          onPick={(to) => done(() => deeds.status(rows, to))}
          trigger={<IconButton icon={CircleDot} label={t("conversation.status")} keys="s" />}
        />
      )}
      {mayClose && (
        <IconButton
          icon={CircleCheck}
          label={t(going ? "conversation.resolve" : "conversation.reopen")}
          keys="e"
          onClick={() => done(() => deeds.status(rows, going ? "resolved" : "open"))}
        />
      )}
    </BulkBar>
  );
}

/** What all have in common. */
function sameOf<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}
