import { Lock } from "lucide-react";
import { lazy, Suspense } from "react";
import type { Message } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useMaySeeHistory } from "@/features/history/access";
import { MessageHistory } from "@/features/history/message_history";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";
import { DeleteMessage } from "./delete_message";
import { Delivery, type DeliveryProps } from "./delivery";
import type { Turn } from "./message_groups";
import { SaidText } from "./said_text";

const Content = lazy(async () => (await Promise.all([import("./content"), fetchFarTexts()]))[0]);

export interface MessageRowProps extends Omit<DeliveryProps, "message"> {
  turn: Turn;
  customerName: string;
  nameOf: (member: string) => string | undefined;
  /** "Today": said above the first message of a day. */
  dayName: string;
  /** It is the one that one came for. */
  lit: boolean;
}

/** Customers on the left, we on the right; a note is tinted, locked and called one. */
export function MessageRow({ turn, customerName, nameOf, dayName, lit, ...delivery }: MessageRowProps) {
  const t = useText();
  const maySeeHistory = useMaySeeHistory();
  const { message, day, first, last, line } = turn;
  const ours = message.author !== "customer";
  const name = ours
    ? (message.member_name ?? nameOf(message.member_id ?? "") ?? message.author_name ?? t("app.name"))
    : (message.author_name ?? customerName);
  return (
    <div className={cx("group/turn px-4 pb-1", first && "pt-3")}>
      {day && <p className="pt-2 pb-4 text-center text-meta text-faint">{dayName}</p>}
      {line && <NewLine />}
      <div className={cx("flex gap-2", ours && "flex-row-reverse")}>
        <span className={cx("w-[1.5rem] shrink-0", ours && "max-sm:hidden")}>
          {first && <Avatar name={name} id={message.member_id ?? message.customer_id} />}
        </span>
        <div className={cx("flex min-w-0 max-w-[min(72ch,85%)] flex-col gap-1", ours ? "items-end" : "items-start")}>
          {first && (
            <p className="flex max-w-full items-center gap-1.5 text-meta text-faint">
              {message.kind === "note" && <NoteMark />}
              <span dir="auto" className="truncate font-medium text-soft">
                {name}
              </span>
              <DateTime at={message.created_at} as="time" />
            </p>
          )}
          <div data-said className="relative max-w-full min-w-0">
            {!first && <SaidAt at={message.created_at} name={name} ours={ours} />}
            <Said message={message} ours={ours} lit={lit} />
            <MessageHistory message={message} side={ours ? "left" : "right"} apart={!first} />
            <DeleteMessage
              message={message}
              side={ours ? "left" : "right"}
              apart={!first}
              beyond={maySeeHistory && message.kind !== "note"}
            />
          </div>
          {ours && (last || delivery.entry) && <Delivery message={message} {...delivery} />}
        </div>
      </div>
    </div>
  );
}

/**
 * Of what follows in a turn: beside it, for the hand over it and for who has come to the thread by keys; and always said.
 * A phone has room for it or for the way to its history.
 */
function SaidAt({ at, name, ours }: { at: string; name: string; ours: boolean }) {
  return (
    <span
      className={cx(
        "absolute bottom-2 text-meta whitespace-nowrap text-faint opacity-0 transition-opacity duration-100 max-sm:in-[[data-said]:has(>a)]:opacity-0!",
        "group-focus-within/turn:opacity-100 group-hover/turn:opacity-100 group-focus-visible/log:opacity-100",
        ours ? "right-full mr-2" : "left-full ml-2",
      )}
    >
      <span className="sr-only">
        <bdi>{name}</bdi>,{" "}
      </span>
      <DateTime at={at} as="time" />
    </span>
  );
}

/** What is below has come since one was here last. */
function NewLine() {
  const t = useText();
  return (
    <p className="flex items-center gap-3 pb-3 text-meta font-medium text-accent-ink before:h-px before:flex-1 before:bg-accent-line after:h-px after:flex-1 after:bg-accent-line">
      {t("thread.new_below")}
    </p>
  );
}

function NoteMark() {
  const t = useText();
  return (
    <span className="inline-flex shrink-0 items-center gap-1 font-medium text-violet-ink">
      <Icon of={Lock} className="size-3.5" />
      {t("thread.note")}
    </span>
  );
}

function Said({ message, ours, lit }: { message: Message; ours: boolean; lit: boolean }) {
  const t = useText();
  if (message.deleted_at) return <p className="py-1 text-body text-faint italic">{t("thread.deleted")}</p>;
  const look =
    message.kind === "note"
      ? "border-violet-line bg-violet-tint"
      : ours
        ? "border-accent-line bg-accent-tint"
        : "border-line bg-ground";
  return (
    <p
      dir="auto"
      className={cx(
        "max-w-full rounded-panel border px-3 py-1.5 text-body wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]",
        look,
        lit && "outline-2 outline-offset-2 outline-accent-mark",
      )}
    >
      {message.content && (
        <Suspense>
          <Content kind={message.content} />
        </Suspense>
      )}
      <SaidText text={message.text ?? ""} />
    </p>
  );
}
