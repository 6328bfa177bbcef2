import { Lock, MessageSquareText, Ticket } from "lucide-react";
import { Avatar } from "@/components/avatar";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { Marked } from "@/components/marked";
import { excerptOf } from "@/components/marks";
import { statusMarks as ticketMarks } from "@/features/desk/tickets/marks";
import { statusMarks as conversationMarks } from "@/features/inbox/conversations/marks";
import { useText } from "@/i18n/i18n_provider";
import { usePeople } from "@/live/presence";
import type { Kind } from "./found";
import type { Hit } from "./hits";

/** What was found, in two lines: who or what it is, and where the words stand. */
export function HitRow({ kind, hit, words }: { kind: Kind; hit: Hit; words: readonly string[] }) {
  const t = useText();
  const name = hit.name ?? t(kind === "tickets" ? "ticket.one" : "customers.nameless");
  const text = hit.texts.map((one) => excerptOf(one, words)).join(" · ");
  return (
    <>
      <span className="grid w-[1.5rem] shrink-0 place-items-center text-faint">
        <Face kind={kind} hit={hit} name={name} />
      </span>
      <span className="flex min-w-0 flex-1 flex-col py-1">
        <span className="flex items-baseline gap-2">
          {hit.number !== undefined && (
            <span className="text-faint tabular-nums">
              <Marked text={`#${hit.number}`} words={words} />
            </span>
          )}
          <span dir="auto" className="min-w-0 truncate font-medium text-ink">
            <Marked text={name} words={words} />
          </span>
          {hit.note && <span className="text-meta font-medium text-violet-ink">{t("thread.note")}</span>}
          <StatusMark status={hit.status} />
          <span className="flex-1" />
          {hit.at && (
            <span className="text-meta text-faint">
              <DateTime at={hit.at} as="list" />
            </span>
          )}
        </span>
        {text && (
          <span dir="auto" className="truncate text-faint">
            <Marked text={text} words={words} />
          </span>
        )}
      </span>
    </>
  );
}

function Face({ kind, hit, name }: { kind: Kind; hit: Hit; name: string }) {
  const presence = usePeople().get(hit.id)?.status ?? "offline";
  if (kind === "tickets") return <Icon of={Ticket} />;
  if (kind === "messages") return <Icon of={hit.note ? Lock : MessageSquareText} />;
  return <Avatar name={name} id={hit.face ?? hit.id} {...(kind === "team" ? { presence } : {})} />;
}

/** That it is over, or waits: what is open goes without saying. */
function StatusMark({ status }: { status: Hit["status"] }) {
  const t = useText();
  if (!status || status.is === "open") return null;
  const [{ icon, ink }, name] =
    status.of === "ticket"
      ? [ticketMarks[status.is], t(`ticket.status.${status.is}`)]
      : [conversationMarks[status.is], t(`conversation.status.${status.is}`)];
  return (
    <span title={name} className={cx("inline-flex self-center", ink)}>
      <Icon of={icon} className="size-3.5" />
      <span className="sr-only">{name}</span>
    </span>
  );
}
