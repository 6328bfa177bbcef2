import { CloudOff } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { useEntries, useOutbox } from "@/commands/outbox_provider";
import { Button } from "@/components/button";
import { useDay } from "@/components/date_time";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { NewTicketKeys } from "@/features/desk/new_ticket/from_conversation";
import { useThen } from "@/features/history/as_of/past";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useList } from "@/lists/use_list";
import { CustomerPanel } from "../beside/customer_panel";
import { usePanel } from "../beside/use_panel";
import { isConnected } from "../conversations/connected";
import type { ListedConversation } from "../conversations/live";
import { readOf } from "../conversations/live";
import { firstUnreadOf, turnsOf } from "./message_groups";
import { MessageList, type MessageListHandle } from "./message_list";
import { entryOf, isPending, withoutEchoes } from "./pending";
import { messageList } from "./queries";
import { ReplyBox, type ReplyBoxHandle } from "./reply_box";
import { ReplyPlace } from "./reply_place";
import { ThreadFacts } from "./thread_facts";
import { ThreadHeader } from "./thread_header";
import { useTyping } from "./typing";
import { TypingLine } from "./typing_line";
import { useMarkRead } from "./use_mark_read";
import { useMemberNames } from "./use_member_names";
import { useOpening } from "./use_opening";
import { useThreadCommands } from "./use_thread_commands";
import { useThreadKeys } from "./use_thread_keys";

/** One conversation: what was said, and what one does about it. */
export function Thread({
  conversation,
  sought,
  onClose,
}: {
  conversation: ListedConversation;
  /** The message that one comes for. */
  sought: string | undefined;
  onClose: () => void;
}) {
  const t = useText();
  const textOf = useProblemText();
  const me = useMe();
  const outbox = useOutbox();
  const entries = useEntries();
  const dayOf = useDay();
  const business = useBusinessId();
  const then = useThen();
  const list = useList(useMemo(() => messageList(business, conversation.id, then), [business, conversation.id, then]));
  const composer = useRef<ReplyBoxHandle>(null);
  const messages = useRef<MessageListHandle>(null);
  const typing = useTyping(conversation.id);
  const opening = useOpening();
  const panel = usePanel();
  const maySeeCustomer = useMay("customers_view");
  const mayReply = useMay("conversations_reply");
  const nameOf = useMemberNames();
  const customerName = conversation.customer_name ?? t("customers.nameless");

  const [before] = useState(() => ({ read_no: readOf(conversation), unread: conversation.unread }));
  const newestFirst = useMemo(() => withoutEchoes(list.rows), [list.rows]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: days are named anew at midnight, which no message waits for
  const turns = useMemo(() => {
    const oldestFirst = [...newestFirst].reverse();
    const firstUnread =
      before.unread > 0 ? firstUnreadOf(oldestFirst, before.read_no, me.id, !list.hasMore) : undefined;
    return turnsOf(oldestFirst, dayOf, firstUnread);
  }, [newestFirst, before, me.id, list.hasMore]);
  const isOnItsWay = (message: (typeof newestFirst)[number]) =>
    isPending(message) && !entryOf(message, entries)?.refusal;
  const commands = useThreadCommands(conversation, {
    newest: newestFirst.find((message) => !isPending(message))?.no ?? 0,
    onTheWay: newestFirst.filter(isOnItsWay).length,
  });
  const onSeen = useMarkRead(conversation, newestFirst);
  const { more } = list;
  const onEarlier = useCallback(() => more(), [more]);
  useThreadKeys({
    conversation,
    commands,
    opening,
    write: (as) => composer.current?.write(as),
    toUnread: () => messages.current?.toUnread(),
    togglePanel: maySeeCustomer ? panel.toggle : undefined,
    onClose,
  });

  return (
    <div className="flex h-full">
      <section aria-label={customerName} className="@container flex h-full min-w-0 flex-1 flex-col">
        <ThreadHeader
          conversation={conversation}
          commands={commands}
          opening={opening}
          panel={maySeeCustomer ? panel : undefined}
        />
        <ThreadFacts conversation={conversation} commands={commands} opening={opening} />
        {list.loading || (list.error && list.rows.length === 0) ? (
          <div className="min-h-0 flex-1">
            {list.loading ? (
              <SkeletonRows rows={6} label={t("common.loading")} />
            ) : (
              <Empty
                icon={CloudOff}
                title={textOf(list.error)}
                action={<Button onClick={list.retry}>{t("common.retry")}</Button>}
              />
            )}
          </div>
        ) : (
          <MessageList
            ref={messages}
            turns={turns}
            customerName={customerName}
            nameOf={nameOf}
            entries={entries}
            connected={isConnected(conversation.channel, conversation.account_id)}
            unread={then ? 0 : before.unread}
            hasEarlier={list.hasMore}
            fetchingEarlier={list.fetchingMore}
            onEarlier={onEarlier}
            onRetry={(key) => void outbox.retry(key)}
            onDiscard={(key) => void outbox.discard(key)}
            onSeen={onSeen}
            sought={sought}
          />
        )}
        <TypingLine writers={typing.writers} customerName={customerName} nameOf={nameOf} />
        {mayReply && (
          <ReplyPlace conversation={conversation} onReopen={() => commands.status("open")}>
            {(head) => (
              <ReplyBox
                ref={composer}
                conversation={conversation.id}
                channel={conversation.channel}
                connected={isConnected(conversation.channel, conversation.account_id)}
                head={head}
                onWriting={(as) => as === "reply" && typing.onWriting()}
                onSend={({ text, mode: kind }) => {
                  commands.send(text, kind);
                  requestAnimationFrame(() => messages.current?.toEnd());
                }}
              />
            )}
          </ReplyPlace>
        )}
      </section>
      {maySeeCustomer && <CustomerPanel conversation={conversation} panel={panel} />}
      <NewTicketKeys conversation={conversation} />
    </div>
  );
}
