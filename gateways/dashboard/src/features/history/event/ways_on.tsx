import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, History, ListFilter } from "lucide-react";
import { useBusinessId } from "@/api/business_context";
import { buttonLook } from "@/components/button";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { type HistoryEvent, messageOnly, type Thing, thingOf } from "../events/event";
import { conversationOf, type EventInFull } from "./queries";

/** From an event to what it is about: as it is now, as it was then, and all that has happened to it. */
export function WaysOn({ full, id }: { full: EventInFull; id: string }) {
  const t = useText();
  const { event, record } = full;
  const thing = useThing(event);
  const about = event?.subject ?? record.facts.find((fact) => fact.id === id)?.about;
  return (
    <nav aria-label={t("history.see.events")} className="-ml-3 flex flex-wrap gap-1">
      {thing && <ThingLink thing={thing} />}
      {thing && <ThingLink thing={thing} at={record.recorded_at} />}
      {about && (
        <Link from="/b/$business/history" to="/b/$business/history" search={{ about }} className={buttonLook("quiet")}>
          <Icon of={ListFilter} />
          {t("history.see.events")}
        </Link>
      )}
    </nav>
  );
}

function useThing(event: HistoryEvent | null): Thing | undefined {
  const message = event ? messageOnly(event) : undefined;
  const { data: conversation } = useQuery(conversationOf(useBusinessId(), message));
  if (message && conversation) return { kind: "conversation", id: conversation, message };
  return event ? thingOf(event) : undefined;
}

function ThingLink({ thing: { kind, id, message }, at }: { thing: Thing; at?: string }) {
  const t = useText();
  const look = buttonLook("quiet");
  const search = at ? { as_of: at } : {};
  const inside = (
    <>
      <Icon of={at ? History : ArrowRight} />
      {t(at ? "history.see.then" : `history.see.${kind}`)}
    </>
  );
  switch (kind) {
    case "conversation":
      return (
        <Link
          from="/b/$business"
          to="/b/$business/inbox/$conversation"
          params={{ conversation: id }}
          search={{ view: "all", ...(message ? { message } : {}), ...search }}
          className={look}
        >
          {inside}
        </Link>
      );
    case "customer":
      return (
        <Link
          from="/b/$business"
          to="/b/$business/customers/$customer"
          params={{ customer: id }}
          search={search}
          className={look}
        >
          {inside}
        </Link>
      );
    case "ticket":
      return (
        <Link
          from="/b/$business"
          to="/b/$business/tickets/$ticket"
          params={{ ticket: id }}
          search={{ status: "all", ...search }}
          className={look}
        >
          {inside}
        </Link>
      );
  }
}
