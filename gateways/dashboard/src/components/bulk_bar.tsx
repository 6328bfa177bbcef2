import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "@/i18n/i18n_provider";
import { IconButton } from "./icon_button";

export interface BulkBarProps {
  count: number;
  onClear: () => void;
  /** Buttons and menus: what may be done to all of them. */
  children: ReactNode;
}

/** Floats over the foot of a list or table while rows are chosen, so that nothing moves. Its parent is `relative`. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  const t = useText();
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-4 z-20 flex justify-center px-2">
      {count > 0 && (
        <section
          aria-label={t("parts.table.selected", { count })}
          className="pointer-events-auto flex max-w-full animate-toast flex-wrap items-center gap-0.5 rounded-panel bg-raised p-1 pl-3 shadow-float"
        >
          <span className="pr-1 text-dense font-medium text-ink tabular-nums">
            {t("parts.table.selected", { count })}
          </span>
          {children}
          <IconButton icon={X} label={t("parts.table.clear_selection")} keys="esc" onClick={onClear} />
        </section>
      )}
    </div>
  );
}
