import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge";
import { cx } from "./cx";
import { DateTime, useDay } from "./date_time";
import { Icon } from "./icon";

export interface Happening {
  id: string;
  at: string;
  icon: LucideIcon;
  tone?: Tone;
  /** Who did what, in a line. */
  title: ReactNode;
  body?: ReactNode;
}

const inks: Record<Tone, string> = {
  neutral: "text-faint",
  accent: "text-accent-ink",
  green: "text-green-ink",
  amber: "text-amber-ink",
  red: "text-red-ink",
  violet: "text-violet-ink",
};

/** What happened, by day, in the order in which it is given. */
export function Timeline({ happenings, label }: { happenings: readonly Happening[]; label: string }) {
  const day = useDay();
  const days: { day: string; of: Happening[] }[] = [];
  for (const happening of happenings) {
    const name = day(happening.at);
    if (days.at(-1)?.day === name) days.at(-1)?.of.push(happening);
    else days.push({ day: name, of: [happening] });
  }
  return (
    <section aria-label={label} className="flex flex-col gap-4">
      {days.map((one) => (
        <div key={one.of[0]?.id}>
          <h3 className="mb-2 text-meta font-medium text-faint">{one.day}</h3>
          <ol>
            {one.of.map((happening, at) => (
              <li key={happening.id} className="relative flex gap-3 pb-4 last:pb-0">
                {at < one.of.length - 1 && <span className="absolute top-7 bottom-1 left-3 w-px bg-line" />}
                <span
                  className={cx(
                    "grid size-6 shrink-0 place-items-center rounded-full bg-hover",
                    inks[happening.tone ?? "neutral"],
                  )}
                >
                  <Icon of={happening.icon} className="size-3.5" />
                </span>
                <div className="min-w-0 flex-1 pt-0.5">
                  <div className="flex items-baseline gap-3">
                    <p className="min-w-0 flex-1 text-dense text-soft [&_strong]:font-medium [&_strong]:text-ink">
                      {happening.title}
                    </p>
                    <span className="shrink-0 text-meta text-faint">
                      <DateTime at={happening.at} as="time" />
                    </span>
                  </div>
                  {happening.body && <div className="mt-1 text-dense text-ink">{happening.body}</div>}
                </div>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}
