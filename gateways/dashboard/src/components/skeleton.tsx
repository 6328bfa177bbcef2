import { cx } from "./cx";

/** Stands where something will be, in its real size. Give that size as classes: `h-4 w-32`. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx("block animate-breathe rounded-control bg-skeleton", className)} />;
}

const widths = ["w-1/2", "w-2/3", "w-2/5", "w-3/5", "w-1/3"];

/** Rows of a list that is on its way: one line of 32 or 40 px, or two lines with a face, of 56. */
export function SkeletonRows({
  rows = 6,
  height = 56,
  label,
}: {
  rows?: number;
  height?: 32 | 40 | 56;
  label: string;
}) {
  const size = { 32: "h-8", 40: "h-10", 56: "h-14" }[height];
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are nothing yet have no other identity
        <div key={row} className={cx("flex items-center gap-3 px-4", size)}>
          {height === 56 && <Skeleton className="size-8 shrink-0 rounded-full!" />}
          <span className="flex min-w-0 flex-1 flex-col gap-2">
            <Skeleton className={cx("h-3", widths[row % widths.length])} />
            {height === 56 && <Skeleton className={cx("h-3", widths[(row + 2) % widths.length])} />}
          </span>
          <Skeleton className="h-3 w-8" />
        </div>
      ))}
    </div>
  );
}
