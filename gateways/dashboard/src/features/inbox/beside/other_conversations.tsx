import { Link } from "@tanstack/react-router";
import { useBusinessId } from "@/api/business_context";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { Skeleton } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { ChannelMark } from "../conversations/channel_mark";
import { statusMarks } from "../conversations/marks";
import { customerConversations } from "./queries";

/** What else this customer has written about. */
export function OtherConversations({
  customer,
  besides,
  onLeave,
}: {
  customer: string;
  besides: string;
  onLeave?: () => void;
}) {
  const t = useText();
  const list = useList(customerConversations(useBusinessId(), customer));
  const others = list.rows.filter(({ id }) => id !== besides);
  if (list.loading) return <Skeleton className="h-10" />;
  if (others.length === 0) return <p className="pb-1 text-dense text-faint">{t("beside.conversations.none")}</p>;
  return (
    <ul className="-mx-2">
      {others.map(({ id, subject, preview, status, channel, last_activity_at }) => {
        const { icon, ink } = statusMarks[status];
        return (
          <li key={id}>
            <Link
              from="/b/$business/inbox"
              to="/b/$business/inbox/$conversation"
              params={{ conversation: id }}
              search={(before) => before}
              onClick={onLeave}
              className="flex min-h-8 items-center gap-2 rounded-control px-2 text-dense transition-colors duration-100 hover:bg-hover"
            >
              <span title={t(`conversation.status.${status}`)} className={cx("inline-flex", ink)}>
                <Icon of={icon} className="size-3.5" />
                <span className="sr-only">{t(`conversation.status.${status}`)}</span>
              </span>
              <ChannelMark channel={channel} />
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {subject ?? preview ?? t("conversation.subject.none")}
              </span>
              <span className="text-meta text-faint">
                <DateTime at={last_activity_at} as="list" />
              </span>
            </Link>
          </li>
        );
      })}
      {list.hasMore && (
        <li>
          <Button kind="quiet" working={list.fetchingMore} onClick={list.more} className="w-full">
            {t("common.more")}
          </Button>
        </li>
      )}
    </ul>
  );
}
