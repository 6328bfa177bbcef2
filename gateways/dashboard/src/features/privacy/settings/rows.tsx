import type { ReactNode } from "react";
import { Button } from "@/components/button";
import { SkeletonRows } from "@/components/skeleton";
import { Missing } from "@/features/identity/settings/missing";
import { useText } from "@/i18n/i18n_provider";
import type { useList } from "@/lists/use_list";
import type { Row } from "@/live/change";

/** A short list in the settings; the rest of it when it is asked for. */
export function Rows<R extends Row>({
  label,
  list,
  none,
  children,
}: {
  label: string;
  list: ReturnType<typeof useList<R>>;
  none: string;
  children: (row: R) => ReactNode;
}) {
  const t = useText();
  if (list.loading) return <SkeletonRows rows={2} label={t("common.loading")} />;
  if (list.rows.length === 0 && list.error) return <Missing {...list} />;
  if (list.rows.length === 0) return <p className="text-dense text-faint">{none}</p>;
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line rounded-control border border-line">
        {list.rows.map((row) => (
          <li key={row.id} className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2">
            {children(row)}
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button kind="quiet" className="mt-2 self-start" working={list.fetchingMore} onClick={list.more}>
          {t("privacy.more")}
        </Button>
      )}
    </>
  );
}

/** What a row is about, and beneath it when and by whom. */
export function Told({ children, beneath }: { children: ReactNode; beneath: ReactNode }) {
  return (
    <span className="min-w-0 flex-1 basis-52">
      <span className="block text-dense wrap-anywhere text-ink">{children}</span>
      <span className="block text-meta text-faint">{beneath}</span>
    </span>
  );
}
