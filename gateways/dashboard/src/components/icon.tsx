import type { LucideIcon } from "lucide-react";
import { cx } from "./cx";

/** A drawing beside words or with a name given by its button; never the only bearer of a meaning. */
export function Icon({ of: Drawing, className }: { of: LucideIcon; className?: string }) {
  return <Drawing aria-hidden size={16} strokeWidth={1.5} className={cx("shrink-0", className)} />;
}
