import { useQuery } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Skeleton } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { Graph } from "./graph";
import { explanation } from "./queries";

/** What has led to an event, and what has come of it. */
export function Explanation({ id }: { id: string }) {
  const t = useText();
  const textOf = useProblemText();
  const { data, error, isPending, refetch } = useQuery(explanation(useBusinessId(), id));
  return (
    <section>
      <h2 className="mb-2 text-body font-semibold">{t("history.explain")}</h2>
      {isPending && (
        <div role="status" aria-label={t("common.loading")}>
          <Skeleton className="h-36 w-full" />
        </div>
      )}
      {error && !data && (
        <Banner tone="red" action={<Button onClick={() => void refetch()}>{t("common.retry")}</Button>}>
          {textOf(error)}
        </Banner>
      )}
      {data && <Graph explained={data} />}
      {data?.truncated && <p className="mt-2 text-dense text-soft">{t("history.explain.truncated")}</p>}
    </section>
  );
}
