import { Plus } from "lucide-react";
import { useMay } from "@/api/me_context";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { Tag } from "@/components/tag";
import { useText } from "@/i18n/i18n_provider";
import type { ListedConversation } from "../conversations/live";
import { priorityMarks } from "../conversations/marks";
import { PriorityPicker, TagPicker } from "../conversations/pickers";
import { EditableText } from "../editable_text";
import type { Opening } from "./use_opening";
import type { ThreadCommands } from "./use_thread_commands";

const longest_subject = 500;

/** What it is about: its subject, how urgent it is, and its tags. */
export function ThreadFacts({
  conversation,
  commands,
  opening,
}: {
  conversation: ListedConversation;
  commands: ThreadCommands;
  opening: Opening;
}) {
  const t = useText();
  const mayChange = useMay("conversations_reply");
  const { subject, priority, tags } = conversation;
  const mark = priorityMarks[priority];
  const priorityName = t(`priority.${priority}`);
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 border-b border-line px-4 pb-1">
      <EditableText
        label={t("conversation.subject")}
        value={subject ?? null}
        empty={t("conversation.subject.none")}
        longest={longest_subject}
        onChange={mayChange ? commands.subject : undefined}
      />
      <span className="flex-1" />
      {mayChange ? (
        <PriorityPicker
          {...opening.of("priority")}
          priority={priority}
          onPick={commands.priority}
          trigger={
            <Button kind="quiet" title={t("conversation.priority")} className="px-2!">
              <Icon of={mark.icon} className={cx("size-3.5", mark.ink)} />
              <span className="sr-only">{t("conversation.priority")}:</span>
              <span className="font-normal">{priorityName}</span>
            </Button>
          }
        />
      ) : (
        <span className="inline-flex items-center gap-1.5 text-dense text-soft">
          <Icon of={mark.icon} className={cx("size-3.5", mark.ink)} />
          {priorityName}
        </span>
      )}
      <span className="flex flex-wrap items-center gap-1">
        {tags.map((name) => (
          <Tag key={name} name={name} {...(mayChange ? { onRemove: () => commands.untag(name) } : {})} />
        ))}
        {mayChange && (
          <TagPicker
            {...opening.of("tag")}
            tags={tags}
            onPick={commands.tag}
            trigger={
              <Button kind="quiet" icon={Plus} className="px-2!">
                <span className={cx("font-normal", tags.length > 0 && "sr-only")}>{t("conversation.tag")}</span>
              </Button>
            }
          />
        )}
      </span>
    </div>
  );
}
