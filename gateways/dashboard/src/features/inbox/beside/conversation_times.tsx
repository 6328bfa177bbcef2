import type { ReactNode } from "react";
import { DateTime } from "@/components/date_time";
import { durationText } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import type { ListedConversation } from "../conversations/live";

/** When it began, how long answers took, how much was said. */
export function ConversationTimes({ conversation }: { conversation: ListedConversation }) {
  const { t, locale } = useI18n();
  const { channel, created_at, first_response_s, resolution_s, waiting_since, total_messages } = conversation;
  const long = (seconds: number) => durationText(seconds * 1000, { locale });
  const lines: [string, ReactNode][] = [
    [t("inbox.channel"), t(`channel.${channel}`)],
    [t("times.begun"), <DateTime key="begun" at={created_at} />],
    [t("times.messages"), new Intl.NumberFormat(locale).format(total_messages)],
  ];
  if (waiting_since) lines.push([t("times.waiting"), <DateTime key="waiting" at={waiting_since} />]);
  if (typeof first_response_s === "number") lines.push([t("times.first_response"), long(first_response_s)]);
  if (typeof resolution_s === "number") lines.push([t("times.resolution"), long(resolution_s)]);
  return (
    <dl className="text-dense">
      {lines.map(([name, value]) => (
        <div key={name} className="flex min-h-7 items-center justify-between gap-4">
          <dt className="text-faint">{name}</dt>
          <dd className="text-right tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
