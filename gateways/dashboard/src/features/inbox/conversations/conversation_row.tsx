import { Link } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import type { Message } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Count } from "@/components/badge";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import type { RowLink } from "@/components/list";
import { Marked } from "@/components/marked";
import { excerptOf } from "@/components/marks";
import { useText } from "@/i18n/i18n_provider";
import { useHasDraft } from "../thread/drafts";
import { ChannelMark } from "./channel_mark";
import type { ListedConversation } from "./live";
import { DraftMark, RowMarks, SelectBox } from "./row_marks";
import { at } from "./said_with";

export interface ConversationRowProps {
  conversation: ListedConversation;
  /** What in it was searched for and found. */
  said: Message | undefined;
  words: readonly string[];
  link: RowLink;
  /** Whose drafts are shown. */
  writer: string;
  selected: boolean;
  /** Some are: each shows that it can be, too. */
  selecting: boolean;
  /** `through`: all from the last one to this. */
  onSelect: (id: string, through: boolean) => void;
}

const near = 18; // signs: what is found further down is not in sight in so narrow a line

/** Two lines: who and when, what and how urgent. */
export function ConversationRow(props: ConversationRowProps) {
  const { conversation, said, words, link, writer, selected, selecting, onSelect } = props;
  const t = useText();
  const { id, customer_name, preview, unread } = conversation;
  const text = said?.text ? excerptOf(said.text, words, near) : preview;
  const subject = said?.text ? null : conversation.subject; // the line is short, and what was found is why it is here
  const name = customer_name ?? t("customers.nameless");
  const hasDraft = useHasDraft(writer, id) && link["aria-current"] === undefined;
  function press(event: MouseEvent) {
    if (!event.shiftKey) return;
    event.preventDefault(); // no window of its own
    onSelect(id, true);
  }
  return (
    <div className={cx("group relative", selected && "bg-selected")}>
      <Link
        {...link}
        from="/b/$business/inbox"
        to="/b/$business/inbox/$conversation"
        params={{ conversation: id }}
        search={at(said)}
        onClick={press}
        className="flex min-h-14 items-center gap-3 border-b border-line px-4 select-none -outline-offset-2 transition-colors duration-100 not-aria-[current]:hover:bg-hover aria-[current]:bg-selected"
      >
        <Avatar name={name} id={conversation.customer_id} size="large" />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-baseline gap-2">
            <span
              dir="auto"
              className={cx("min-w-0 flex-1 truncate text-left text-ink", unread > 0 ? "font-semibold" : "font-normal")}
            >
              <Marked text={name} words={words} />
            </span>
            <span className={cx("text-meta", unread > 0 ? "font-medium text-ink" : "text-faint")}>
              <DateTime at={conversation.last_activity_at} as="list" />
            </span>
          </span>
          <span className="flex items-center gap-1.5">
            <ChannelMark channel={conversation.channel} />
            {hasDraft && <DraftMark />}
            <span
              dir="auto"
              className={cx("min-w-0 flex-1 truncate text-left", unread > 0 ? "font-medium text-ink" : "text-faint")}
            >
              {subject && (
                <span className="text-ink">
                  <Marked text={subject} words={words} />
                </span>
              )}
              {subject && text && " · "}
              {text && <Marked text={text} words={words} />}
            </span>
            <RowMarks conversation={conversation} />
            <Count of={unread} tone="accent" label={t("inbox.unread", { count: unread })} />
          </span>
        </span>
      </Link>
      <SelectBox name={name} selected={selected} shown={selecting} onToggle={(through) => onSelect(id, through)} />
    </div>
  );
}
