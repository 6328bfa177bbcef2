import type { ReactNode } from "react";
import { cx } from "@/components/cx";

/** One part with its states beside each other. */
export function Exhibit({ name, children, wide = false }: { name: string; children: ReactNode; wide?: boolean }) {
  const id = `part-${name.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section
      id={id}
      aria-labelledby={`${id}-name`}
      className="grid gap-3 border-t border-line py-6 md:grid-cols-[160px_minmax(0,1fr)] md:gap-6"
    >
      <h3 id={`${id}-name`} className={cx("text-dense font-medium text-soft", !wide && "md:pt-1.5")}>
        {name}
      </h3>
      <div className={wide ? "min-w-0" : "flex min-w-0 flex-wrap items-center gap-3"}>{children}</div>
    </section>
  );
}

export function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="mt-12">
      <h2 className="pb-3 text-title font-semibold text-ink">{name}</h2>
      {children}
    </section>
  );
}
