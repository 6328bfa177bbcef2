import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CloudOff, SearchX } from "lucide-react";
import { useBusinessId } from "@/api/business_context";
import { isFinal } from "@/api/problem";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useKeys } from "@/keys/use_keys";
import { EventView } from "./event_view";
import { oneEvent } from "./queries";

const route = getRouteApi("/signed-in/b/$business/history/events/$event");

export function EventPage() {
  const t = useText();
  const textOf = useProblemText();
  const { event: id } = route.useParams();
  const navigate = route.useNavigate();
  const { data, isPending, error, refetch } = useQuery(oneEvent(useBusinessId(), id));
  const close = () => void navigate({ to: "/b/$business/history", search: (before) => before });
  useKeys(t("history.event"), [{ text: t("history.back"), keys: "esc", unlisted: true, run: close }]);
  if (data) return <EventView key={id} id={id} full={data} />;
  const gone = isFinal(error);
  return (
    <div className="grid h-full place-items-center bg-panel">
      {isPending ? (
        <div className="h-full w-full">
          <h1 className="sr-only">{t("history.event")}</h1>
          <SkeletonRows rows={8} label={t("common.loading")} />
        </div>
      ) : (
        <Empty
          alone
          icon={gone ? SearchX : CloudOff}
          title={textOf(error)}
          action={
            <Button onClick={gone ? close : () => void refetch()}>{t(gone ? "history.back" : "common.retry")}</Button>
          }
        />
      )}
    </div>
  );
}
