import type { ReactNode } from "react";
import { useMay } from "@/api/me_context";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { useText } from "@/i18n/i18n_provider";
import type { ListedConversation } from "../conversations/live";
import { isGoingOn } from "../conversations/marks";

/** Where one replies, and what is to be known before: that somebody has said it is over, or that nothing can be written any more. */
export function ReplyPlace({
  conversation,
  onReopen,
  children,
}: {
  conversation: ListedConversation;
  onReopen: () => void;
  children: (head: ReactNode) => ReactNode;
}) {
  const t = useText();
  const mayClose = useMay("conversations_close");
  const { status, resolved_at } = conversation;
  const reopen = mayClose && (
    <Button kind="quiet" onClick={onReopen}>
      {t("conversation.reopen")}
    </Button>
  );
  if (status === "archived") {
    return (
      <div className="px-4 pb-4">
        <Banner action={reopen}>{t("composer.archived")}</Banner>
      </div>
    );
  }
  return children(
    !isGoingOn(status) && (
      <span className="flex min-w-0 grow basis-[14rem] flex-wrap items-center justify-end gap-x-2 text-meta text-green-ink">
        <span className="grow basis-[11rem]">
          {t(`conversation.status.${status}`)}
          {status === "resolved" && resolved_at && (
            <>
              {" "}
              <DateTime at={resolved_at} />
            </>
          )}
          . {t("composer.over")}
        </span>
        {reopen}
      </span>
    ),
  );
}
