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
import { oneTicket } from "../tickets/queries";
import { BackToTickets } from "./header";
import { TicketView } from "./ticket_view";

const route = getRouteApi("/signed-in/b/$business/tickets/$ticket");

export function TicketPage() {
  const { ticket: id } = route.useParams();
  const { as_of } = route.useSearch();
  const navigate = route.useNavigate();
  const move = (at: string | undefined) => void navigate({ search: movedTo(at), replace: true });
  return (
    <TimeTravel about={{ kind: "ticket", id }} at={as_of} onAt={move}>
      <OpenedTicket id={id} />
    </TimeTravel>
  );
}

function OpenedTicket({ id }: { id: string }) {
  const t = useText();
  const textOf = useProblemText();
  const navigate = route.useNavigate();
  const { row, loading, error, retry } = useOne(oneTicket(useBusinessId(), id, useThen()));
  const notThere = useWasNotThere(error);
  const close = useBackOr(() => void navigate({ to: "/b/$business/tickets", search: (before) => before }));
  if (row) return <TicketView key={id} ticket={row} onClose={close} />;
  return (
    <div className="h-full bg-panel">
      <h1 className="sr-only">{t("ticket.one")}</h1>
      <div className="flex min-h-12 items-center border-b border-line px-2 lg:px-4">
        <BackToTickets />
      </div>
      {loading ? (
        <SkeletonRows rows={6} label={t("common.loading")} />
      ) : notThere ? (
        <NotThereYet />
      ) : (
        <Empty title={textOf(error)} action={<Button onClick={retry}>{t("common.retry")}</Button>} />
      )}
    </div>
  );
}
