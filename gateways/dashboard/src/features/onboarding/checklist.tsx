import { useEffect, useEffectEvent, useState } from "react";
import type { Business } from "@/api/types";
import { cx } from "@/components/cx";
import { Popover } from "@/components/popover";
import { useText } from "@/i18n/i18n_provider";
import { finish } from "./finished";
import { StepList } from "./step_list";
import { steps } from "./steps";
import { useStepsDone } from "./use_steps_done";

/** What is left to begin with, in a corner of the navigation; it goes away for good when nothing is, or when one has enough of it. */
export function Checklist({
  business,
  folded,
  onFinished,
  onLeave,
}: {
  business: Business;
  folded: boolean;
  onFinished: () => void;
  onLeave: (() => void) | undefined;
}) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const done = useStepsDone(business.id);
  const over = done?.size === steps.length && !open;
  const end = useEffectEvent(() => {
    finish(business.id);
    onFinished();
  });
  useEffect(() => {
    if (over) end();
  }, [over]);
  if (!done || over) return null;
  return (
    <Popover
      label={t("onboarding.title")}
      side="right"
      align="end"
      flush
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          title={folded ? t("onboarding.title") : undefined}
          className="flex min-h-8 items-center gap-2.5 rounded-control px-3 text-left text-soft transition-colors duration-100 hover:bg-hover hover:text-ink data-[state=open]:bg-press"
        >
          <Ring of={done.size / steps.length} />
          <span className={cx("min-w-0 flex-1 truncate", folded && "sr-only")}>{t("onboarding.title")}</span>
          <span className={cx("text-meta text-faint tabular-nums", folded && "sr-only")}>
            {t("onboarding.progress", { done: done.size, all: steps.length })}
          </span>
        </button>
      }
    >
      <StepList
        floating
        business={business}
        done={done}
        onGo={() => {
          setOpen(false);
          onLeave?.();
        }}
        onHide={() => {
          finish(business.id);
          onFinished();
        }}
      />
    </Popover>
  );
}

const round = 2 * Math.PI * 6;

function Ring({ of }: { of: number }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="size-4 shrink-0 -rotate-90" fill="none" strokeWidth={2}>
      <circle cx={8} cy={8} r={6} className="stroke-line-control" />
      <circle
        cx={8}
        cy={8}
        r={6}
        strokeDasharray={`${of * round} ${round}`}
        strokeLinecap="round"
        className="stroke-accent-mark"
      />
    </svg>
  );
}
