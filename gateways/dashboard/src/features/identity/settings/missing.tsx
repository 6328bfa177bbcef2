import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { Skeleton } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";

/** In place of a form whose values are on their way, or cannot be had. */
export function Missing({ loading, error, retry }: { loading: boolean; error: unknown; retry: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  if (!loading) return <Empty title={textOf(error)} action={<Button onClick={retry}>{t("common.retry")}</Button>} />;
  return (
    <div role="status" aria-label={t("common.loading")} className="flex flex-col gap-2">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-10 w-full" />
      <Skeleton className="mt-4 h-4 w-24" />
      <Skeleton className="h-10 w-full" />
    </div>
  );
}
