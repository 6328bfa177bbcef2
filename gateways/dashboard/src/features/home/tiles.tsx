import { Link, type LinkOptions } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useCountText } from "@/components/count_text";
import { cx } from "@/components/cx";
import { Skeleton } from "@/components/skeleton";

/** Numbers side by side, each a link to what it counts; thin lines between, on a phone two in a row. */
export function Tiles({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="pb-2 text-meta font-medium text-faint">{title}</h2>
      <ul className="flex flex-wrap gap-px overflow-hidden rounded-panel border border-line bg-line">{children}</ul>
    </section>
  );
}

export function Tile({
  label,
  count,
  where,
  alarming = false,
  since,
}: {
  label: string;
  count: number | undefined;
  where: LinkOptions;
  /** There should be none. */
  alarming?: boolean;
  /** What is to be known besides; `null` while it is not known: it has its room. */
  since?: ReactNode;
}) {
  const textOf = useCountText();
  return (
    <li className="grow basis-[calc(50%-1px)] bg-panel sm:basis-36">
      <Link
        {...where}
        className="flex h-full min-h-20 flex-col px-4 py-3 -outline-offset-2 transition-colors duration-100 hover:bg-hover"
      >
        <span className="text-dense text-soft">{label}</span>
        {count === undefined ? (
          <Skeleton className="my-1 h-[1.25rem] w-10" />
        ) : (
          <span
            className={cx(
              "text-head font-semibold tabular-nums",
              count === 0 ? "text-faint" : alarming ? "text-red-ink" : "text-ink",
            )}
          >
            {textOf(count)}
          </span>
        )}
        {since !== undefined && <span className="min-h-[1rem] truncate text-meta text-faint">{since}</span>}
      </Link>
    </li>
  );
}
