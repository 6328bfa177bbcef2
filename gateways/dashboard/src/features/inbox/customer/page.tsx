import { getRouteApi } from "@tanstack/react-router";
import { useBusinessId } from "@/api/business_context";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { NotThereYet, useWasNotThere } from "@/features/history/as_of/not_there";
import { useThen } from "@/features/history/as_of/past";
import { movedTo } from "@/features/history/as_of/search";
import { TimeTravel, useBackOr } from "@/features/history/as_of/time_travel";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useOne } from "@/lists/use_one";
import { Profile } from "./profile";
import { oneCustomer } from "./queries";

const route = getRouteApi("/signed-in/b/$business/customers/$customer");

export function CustomerPage() {
  const { customer: id } = route.useParams();
  const { as_of } = route.useSearch();
  const navigate = route.useNavigate();
  const move = (at: string | undefined) => void navigate({ search: movedTo(at), replace: true });
  return (
    <TimeTravel about={{ kind: "customer", id }} at={as_of} onAt={move}>
      <OpenedCustomer id={id} />
    </TimeTravel>
  );
}

function OpenedCustomer({ id }: { id: string }) {
  const t = useText();
  const textOf = useProblemText();
  const navigate = route.useNavigate();
  const { row, loading, error, retry } = useOne(oneCustomer(useBusinessId(), id, useThen()));
  const notThere = useWasNotThere(error);
  const close = useBackOr(() => void navigate({ to: "/b/$business/customers", search: (before) => before }));
  if (row) return <Profile key={id} customer={row} onClose={close} />;
  return (
    <div className="h-full bg-panel">
      <h1 className="sr-only">{t("customer.one")}</h1>
      {loading ? (
        <SkeletonRows rows={8} label={t("common.loading")} />
      ) : notThere ? (
        <NotThereYet />
      ) : (
        <Empty
          title={textOf(error)}
          action={
            <span className="flex gap-2">
              <Button onClick={retry}>{t("common.retry")}</Button>
              <Button onClick={close}>{t("customer.back")}</Button>
            </span>
          }
        />
      )}
    </div>
  );
}
