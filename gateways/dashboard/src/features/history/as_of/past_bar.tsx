import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, History } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { IconButton } from "@/components/icon_button";
import { exactTime } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import type { Thing } from "../events/event";
import { LastBefore } from "./last_before";
import { MomentField } from "./moment_field";
import { lastUntil, scaleOf, stepBack, stepOn } from "./moments";
import { Slider } from "./slider";
import { type Moment, whatHappened } from "./what_happened";

const rest_ms = 120;
const none: Moment[] = [];

/** Over a page as it was: when that is, the ways to another time, and the way back. */
export function PastBar({
  about,
  at,
  onAt,
  focus,
}: {
  about: Thing;
  at: string;
  onAt: (at: string | undefined) => void;
  /** One has come by a key or a menu: then the slider is under the hand. */
  focus: boolean;
}) {
  const formats = useI18n();
  const { t, timeZone } = formats;
  const { data } = useQuery(whatHappened(useBusinessId(), about));
  const moments = data?.moments ?? none;
  const [now_ms] = useState(() => Date.now());
  const { shown, move, go } = useResting(at, onAt);
  const scale = useMemo(() => scaleOf(moments, now_ms), [moments, now_ms]);
  const [before, after] = [stepBack(moments, shown), stepOn(moments, shown)];
  const on = () => go(after?.at);
  return (
    <section
      aria-label={t("past.region")}
      className="flex shrink-0 flex-col gap-1 border-b border-amber-line bg-amber-tint px-3 py-2 text-amber-ink lg:px-4"
    >
      <div className="flex items-center gap-2">
        <Icon of={History} />
        <p className="min-w-0 flex-1 text-dense">
          <strong className="font-semibold">{t("past.banner", { time: exactTime(Date.parse(shown), formats) })}</strong>{" "}
          <span className="max-sm:hidden">{t("past.read_only")}</span>
        </p>
        <Button onClick={() => onAt(undefined)}>{t("past.back")}</Button>
      </div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="flex min-w-60 flex-1 items-center gap-1">
          <IconButton
            icon={ChevronLeft}
            label={t("past.earlier")}
            disabled={!before}
            onClick={() => before && go(before.at)}
            className="text-current!"
          />
          <Slider
            at={shown}
            scale={scale}
            moments={moments}
            onMove={move}
            onBack={() => before && go(before.at)}
            onOn={on}
            focus={focus}
          />
          <IconButton
            icon={ChevronRight}
            label={t(after ? "past.later" : "past.later.now")}
            onClick={on}
            className="text-current!"
          />
        </span>
        <span title={t("past.zone", { zone: timeZone.replaceAll("_", " ") })} className="w-52 max-sm:w-full">
          <MomentField
            at_ms={Date.parse(shown)}
            label={t("past.field")}
            onChange={(ms) => ms !== undefined && go(new Date(ms).toISOString())}
          />
        </span>
      </div>
      <p className="flex min-h-4 gap-2 text-meta">
        <span className="min-w-0 flex-1 truncate">{data && <LastBefore moment={lastUntil(moments, shown)} />}</span>
        {data && (
          <span className="shrink-0">
            {data.cut ? t("past.marks.newest", { count: moments.length }) : t("past.marks", { count: moments.length })}
          </span>
        )}
      </p>
    </section>
  );
}

/** While the hand moves, the slider follows it; the page follows when it rests. */
function useResting(at: string, onAt: (at: string | undefined) => void) {
  const [moved, setMoved] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (moved !== undefined && moved === at) setMoved(undefined); // it is there
  function go(next: string | undefined) {
    clearTimeout(timer.current);
    setMoved(next);
    onAt(next);
  }
  function move(next: string) {
    clearTimeout(timer.current);
    setMoved(next);
    timer.current = setTimeout(() => onAt(next), rest_ms);
  }
  return { shown: moved ?? at, move, go };
}
