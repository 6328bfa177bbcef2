import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/components/icon";
import type { Place } from "./house";

/** One side of the house: what it is about, how it stands in a line, and what there is to see of it. */
export function Part({
  id,
  title,
  text,
  children,
}: {
  id: Place | "pages" | "server";
  title: string;
  text?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section
      id={id}
      aria-label={title}
      tabIndex={-1}
      className="flex scroll-mt-4 flex-col gap-4 border-t border-line pt-6 outline-none"
    >
      <header>
        <h2 className="text-title font-semibold">{title}</h2>
        {text && <p className="text-dense text-soft">{text}</p>}
      </header>
      {children}
    </section>
  );
}

/** All of it, for who wants to see it. */
export function AllOf({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="group">
      <summary className="-ml-2 inline-flex min-h-8 cursor-pointer list-none items-center gap-1 rounded-control px-2 text-dense font-medium text-accent-ink hover:bg-hover">
        <Icon of={ChevronRight} className="transition-transform group-open:rotate-90" />
        {label}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}
