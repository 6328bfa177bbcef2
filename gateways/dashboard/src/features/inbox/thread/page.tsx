import { getRouteApi } from "@tanstack/react-router";
import { CloudOff, EyeOff } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { isFinal } from "@/api/problem";
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
import { oneConversation } from "../conversations/queries";
import { Thread } from "./thread";

const route = getRouteApi("/signed-in/b/$business/inbox/$conversation");

export function ThreadPage() {
  const { conversation: id } = route.useParams();
  const { as_of } = route.useSearch();
  const navigate = route.useNavigate();
  const move = (at: string | undefined) => void navigate({ search: movedTo(at), replace: true });
  return (
    <TimeTravel about={{ kind: "conversation", id }} at={as_of} onAt={move}>
      <OpenedThread id={id} />
    </TimeTravel>
  );
}

function OpenedThread({ id }: { id: string }) {
  const t = useText();
  const textOf = useProblemText();
  const navigate = route.useNavigate();
  const sought = useSought(id);
  const { row, loading, error, retry } = useOne(oneConversation(useBusinessId(), id, useMe().id, useThen()));
  const notThere = useWasNotThere(error);
  const close = useBackOr(() => void navigate({ to: "/b/$business/inbox", search: (before) => before }));
  if (row) return <Thread key={`${id} ${sought ?? ""}`} conversation={row} sought={sought} onClose={close} />;
  if (loading) return <SkeletonRows rows={6} label={t("common.loading")} />;
  if (notThere) return <NotThereYet />;
  // One that is hidden, or gone, comes back by no asking.
  const gone = isFinal(error);
  return (
    <div className="grid h-full place-items-center">
      <Empty
        icon={gone ? EyeOff : CloudOff}
        title={textOf(error)}
        action={<Button onClick={gone ? close : retry}>{gone ? t("conversation.back") : t("common.retry")}</Button>}
      />
    </div>
  );
}

/** The message in the address is what one comes for; it is taken out, so that going on to another conversation does not look for it there. */
function useSought(conversation: string) {
  const { message } = route.useSearch();
  const navigate = route.useNavigate();
  const [kept, setKept] = useState<{ conversation: string; message: string }>();
  if (message && (kept?.message !== message || kept.conversation !== conversation)) setKept({ conversation, message });
  else if (kept && kept.conversation !== conversation) setKept(undefined);
  const strip = useEffectEvent(() => {
    void navigate({ search: ({ message: _, ...before }) => before, replace: true });
  });
  useEffect(() => {
    if (message) strip();
  }, [message]);
  return kept?.conversation === conversation ? kept.message : undefined;
}
