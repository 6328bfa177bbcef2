import { Check, CheckCheck, CircleAlert, Clock, Save } from "lucide-react";
import { lazy, Suspense } from "react";
import type { Message } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { Refused } from "@/commands/refused";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";

const WhyFailed = lazy(async () => (await Promise.all([import("./why_failed"), fetchFarTexts()]))[0]);

export interface DeliveryProps {
  message: Message;
  /** While it is on its way. */
  entry: Entry | undefined;
  offline: boolean;
  /** Something carries replies to the customer; else they stay here. */
  connected: boolean;
  onRetry: () => void;
  onDiscard: () => void;
}

const look = "flex items-center gap-1 text-meta text-faint";

/** Where what we have written is: on its way, waiting, with the customer, kept here, or refused. */
export function Delivery({ message, entry, offline, connected, onRetry, onDiscard }: DeliveryProps) {
  const t = useText();
  if (entry?.refusal) {
    const archived = entry.refusal.rule === "conversation.not_open";
    return (
      <Refused
        what={t("thread.not_sent")}
        {...(archived ? { why: t("thread.refused.archived") } : {})}
        refusal={entry.refusal}
        onRetry={onRetry}
        onDiscard={onDiscard}
      />
    );
  }
  const goesOut = connected && message.kind === "reply";
  if (entry) {
    return (
      <span role="status" className={look}>
        <Icon of={Clock} className="size-3.5" />
        {t(offline || entry.attempts > 0 ? "thread.waiting" : goesOut ? "thread.sending" : "thread.saving")}
      </span>
    );
  }
  if (message.status === "failed") {
    return (
      <span className="flex items-center gap-1 text-meta text-red-ink">
        <Icon of={CircleAlert} className="size-3.5" />
        <span>
          {t("thread.failed")}
          {message.failed_why && (
            <Suspense>
              <WhyFailed why={message.failed_why} />
            </Suspense>
          )}
        </span>
      </span>
    );
  }
  if (message.kind === "note" || message.origin === "import" || message.deleted_at) return null;
  if (message.status === "sending") {
    return (
      <span className={look}>
        <Icon of={connected ? Clock : Save} className="size-3.5" />
        <span>
          {t(connected ? "thread.handed_over" : "thread.kept")}
          {message.waiting_why && (
            <Suspense>
              <WhyFailed why={message.waiting_why} />
            </Suspense>
          )}
        </span>
      </span>
    );
  }
  const read = message.status === "read";
  return (
    <span className={look}>
      <Icon
        of={message.status === "sent" ? Check : CheckCheck}
        className={read ? "size-3.5 text-accent-ink" : "size-3.5"}
      />
      {t(`thread.${message.status}`)}
      <DateTime at={message.read_at ?? message.delivered_at ?? message.created_at} as="time" />
    </span>
  );
}
