import { Link } from "@tanstack/react-router";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useText } from "@/i18n/i18n_provider";
import { Sentence } from "@/i18n/sentence";
import type { HistoryEvent } from "../events/event";
import { sentenceOf } from "../events/sentence";
import { useNames } from "../events/thing";
import type { Moment } from "./what_happened";

/** What had happened last, in words; an event leads to where it is told in full. */
export function LastBefore({ moment }: { moment: Moment | undefined }) {
  const t = useText();
  const nameOf = useMemberNames();
  if (!moment) return t("past.nothing");
  if (moment.event) return <LastEvent event={moment.event} />;
  const name = nameOf(moment.note?.member ?? "") ?? t("history.who.left");
  return t("past.last", { what: t("past.note", { name }) });
}

function LastEvent({ event }: { event: HistoryEvent }) {
  const t = useText();
  const names = useNames(event);
  const what = (
    <Link
      from="/b/$business"
      to="/b/$business/history/events/$event"
      params={{ event: event.id }}
      className="rounded-control underline underline-offset-2"
    >
      {sentenceOf(t, event, names)}
    </Link>
  );
  return <Sentence of="past.last" holes={{ what }} />;
}
