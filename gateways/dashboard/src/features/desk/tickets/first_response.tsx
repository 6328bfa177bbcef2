import { AlarmClock, CircleCheck, CircleMinus, type LucideIcon, Timer, TimerOff } from "lucide-react";
import type { Ticket } from "@/api/types";
import type { Tone } from "@/components/badge";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useNow } from "@/components/now";
import { durationText, exactTime } from "@/components/times";
import { useThen } from "@/features/history/as_of/past";
import { useI18n } from "@/i18n/i18n_provider";
import { type Reading, readingOf } from "./clock";

const icons: Record<Reading["is"], LucideIcon> = {
  left: Timer,
  over: AlarmClock,
  answered: CircleCheck,
  late: TimerOff,
  missed: TimerOff,
  stopped: CircleMinus,
};

const inks: Record<Tone, string> = {
  neutral: "text-soft",
  accent: "text-accent-ink",
  green: "text-green-ink",
  amber: "text-amber-ink",
  red: "text-red-ink",
  violet: "text-violet-ink",
};

export interface FirstResponseProps {
  ticket: Ticket;
  /** As a sentence, in a cell, or on a card. */
  size?: "long" | "cell" | "short";
}

/** The clock of the first answer. It ticks by itself: nothing around it is rendered again. */
export function FirstResponse({ ticket, size = "cell" }: FirstResponseProps) {
  const formats = useI18n();
  const { t } = formats;
  const then = useThen(); // then it stands, as it stood
  const read = (now_ms: number) => readingOf(ticket, then === undefined ? now_ms : Date.parse(then));
  const state = useNow((now_ms) => read(now_ms)?.is ?? "");
  const tone = useNow((now_ms) => read(now_ms)?.tone ?? "neutral");
  const length = useNow((now_ms) => durationText(read(now_ms)?.length_ms ?? 0, formats, size === "short" ? 1 : 2));
  const is = state as Reading["is"] | "";
  if (is === "" || !ticket.first_response_due_at) return <span className="text-faint">{t("ticket.clock.none")}</span>;
  const calm = tone === "green"; // what is as it should be need not be looked at
  const due = exactTime(Date.parse(ticket.first_response_due_at), formats);
  return (
    <span
      title={t("ticket.clock.due", { time: due })}
      className={cx("flex w-fit max-w-full items-center gap-1.5", calm ? "text-soft" : inks[tone])}
    >
      <Icon of={icons[is]} className={cx("size-3.5", inks[tone])} />
      <span className={cx("min-w-0 tabular-nums", size !== "long" && "truncate")}>
        {is === "missed" || is === "stopped"
          ? t(`ticket.clock.${is}`)
          : t(`ticket.clock.${is}${size === "long" ? ".long" : ""}`, { length })}
      </span>
    </span>
  );
}
