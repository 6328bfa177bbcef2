import { ArrowDown, ArrowUp, MessageSquareDashed } from "lucide-react";
import { type Ref, useImperativeHandle, useRef } from "react";
import type { Entry } from "@/commands/entry";
import { Button } from "@/components/button";
import { useDay } from "@/components/date_time";
import { Empty } from "@/components/empty";
import { IconButton } from "@/components/icon_button";
import { useText } from "@/i18n/i18n_provider";
import { useConnection } from "@/live/live_layer";
import type { Turn } from "./message_groups";
import { MessageRow } from "./message_row";
import { entryOf } from "./pending";
import { useThreadScroll } from "./use_thread_scroll";

export interface MessageListHandle {
  toEnd: () => void;
  toUnread: () => void;
}

export interface MessageListProps {
  /** In the order of reading: the newest last. */
  turns: readonly Turn[];
  customerName: string;
  nameOf: (member: string) => string | undefined;
  entries: readonly Entry[];
  /** Something carries replies to the customer. */
  connected: boolean;
  /** How many had not been read when the thread was opened. */
  unread: number;
  hasEarlier: boolean;
  fetchingEarlier: boolean;
  onEarlier: () => void;
  onRetry: (key: string) => void;
  onDiscard: (key: string) => void;
  /** The newest is in sight. */
  onSeen: () => void;
  /** The message that one comes for. */
  sought: string | undefined;
  ref: Ref<MessageListHandle>;
}

const pill = "absolute! left-1/2 z-10 -translate-x-1/2 rounded-full! shadow-float";

/** A thread of any length; what is above and below, and how to get there, is said over it. */
export function MessageList(props: MessageListProps) {
  const { turns, customerName, nameOf, entries, unread, hasEarlier, fetchingEarlier, onRetry, onDiscard, ref } = props;
  const t = useText();
  const dayName = useDay();
  const offline = useConnection() === "offline";
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useThreadScroll({ scroller, ...props });
  const { virtual } = scroll;
  useImperativeHandle(ref, () => ({ toEnd: scroll.toEnd, toUnread: scroll.toUnread }));
  const unreadFurtherUp = unread > 0 && hasEarlier && !turns.some((turn) => turn.unread);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={t("thread.label")}
        aria-busy={fetchingEarlier}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard
        tabIndex={0}
        className="group/log h-full overflow-x-hidden overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div className="relative w-full" style={{ height: scroll.height }}>
          {scroll.rows.map((row) => {
            const turn = turns[row.index];
            if (!turn) return null;
            const entry = entryOf(turn.message, entries);
            return (
              <div
                key={row.key}
                ref={virtual.measureElement}
                data-index={row.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <MessageRow
                  turn={turn}
                  customerName={customerName}
                  nameOf={nameOf}
                  dayName={dayName(turn.message.created_at)}
                  entry={entry}
                  offline={offline}
                  connected={props.connected}
                  lit={turn.message.id === props.sought}
                  onRetry={() => entry && onRetry(entry.key)}
                  onDiscard={() => entry && onDiscard(entry.key)}
                />
              </div>
            );
          })}
        </div>
      </div>
      {turns.length === 0 && (
        <div className="absolute inset-0 grid place-items-center">
          <Empty icon={MessageSquareDashed} title={t("thread.empty.title")} text={t("thread.empty.text")} />
        </div>
      )}
      {(scroll.unreadAbove || unreadFurtherUp) && (
        <Button icon={ArrowUp} title={t("thread.to_unread")} onClick={scroll.toUnread} className={`${pill} top-3`}>
          {t("thread.unread", { count: unread })}
        </Button>
      )}
      {scroll.unseen > 0 && (
        <Button icon={ArrowDown} onClick={scroll.toEnd} className={`${pill} bottom-3`}>
          {t("thread.new", { count: scroll.unseen })}
        </Button>
      )}
      {scroll.unseen === 0 && !scroll.atEnd && (
        <IconButton
          kind="plain"
          icon={ArrowDown}
          label={t("thread.to_end")}
          onClick={scroll.toEnd}
          className={`${pill} bottom-3`}
        />
      )}
    </div>
  );
}
