import type { ReactNode } from "react";

/** One kind of it: what it is, and what there is of it. */
export function Part({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="text-dense font-semibold">{title}</h3>
      {text && <p className="text-dense text-soft">{text}</p>}
      {children}
    </section>
  );
}
