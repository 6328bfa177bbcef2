import type { ReactNode } from "react";

/** A line of a `dl`: what it is called at the left, what it is at the right, beneath one another where there is no room. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 text-dense">
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 text-ink tabular-nums">{children}</dd>
    </div>
  );
}
