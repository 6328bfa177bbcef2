import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

export type Tone = "neutral" | "accent" | "green" | "amber" | "red" | "violet";

export const toneLook: Record<Tone, string> = {
  neutral: "bg-press text-soft",
  accent: "bg-accent-tint text-accent-ink",
  green: "bg-green-tint text-green-ink",
  amber: "bg-amber-tint text-amber-ink",
  red: "bg-red-tint text-red-ink",
  violet: "bg-violet-tint text-violet-ink",
};

export const markLook: Record<Tone, string> = {
  neutral: "bg-mark",
  accent: "bg-accent-mark",
  green: "bg-green-mark",
  amber: "bg-amber-mark",
  red: "bg-red-mark",
  violet: "bg-violet-mark",
};

/** A state in a word. The colour repeats what the word says. */
export function Badge({ tone = "neutral", icon, children }: { tone?: Tone; icon?: LucideIcon; children: ReactNode }) {
  return (
    <span
      className={cx(
        "inline-flex min-h-5 max-w-full items-center gap-1 rounded-full px-2 text-meta font-medium whitespace-nowrap",
        toneLook[tone],
      )}
    >
      {icon && <Icon of={icon} className="-ml-0.5 size-3.5" />}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** How many; nothing when there is none. `label` says of what ("3 unread"). */
export function Count({
  of,
  label,
  tone = "neutral",
  most = 99,
}: {
  of: number;
  label?: string;
  tone?: Tone;
  most?: number;
}) {
  if (of <= 0) return null;
  const look = tone === "accent" ? "bg-accent text-on-accent" : toneLook[tone];
  return (
    <span
      className={cx(
        "inline-grid min-h-5 min-w-5 place-items-center rounded-full px-1.5 text-meta font-medium tabular-nums",
        look,
      )}
    >
      <span aria-hidden={label ? true : undefined}>{of > most ? `${most}+` : of}</span>
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}
