import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { Badge } from "@/components/badge";
import { buttonLook } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { JsonTree } from "@/components/json_tree";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { type HistoryEvent, parseEventId, recordedLater } from "../events/event";
import { lookOf } from "../events/kinds";
import { sentenceOf } from "../events/sentence";
import { useNames } from "../events/thing";
import { Explanation } from "../explain/explanation";
import { factName } from "../words";
import { Bytes } from "./bytes";
import { Chain } from "./chain";
import type { EventInFull } from "./queries";
import { RecordFacts } from "./record_facts";
import { WaysOn } from "./ways_on";

/** One event: what it says, why it happened and what followed, and how the journal keeps it. */
export function EventView({ id, full }: { id: string; full: EventInFull }) {
  const t = useText();
  const { event, record } = full;
  const fact = record.facts[parseEventId(id)?.index ?? 0];
  const occurred = fact?.occurred_at ?? record.recorded_at;
  return (
    <article
      ref={takeFocus}
      tabIndex={-1}
      aria-label={t("history.event")}
      className="h-full overflow-y-auto overscroll-contain bg-panel outline-none"
    >
      <header className="sticky top-0 z-10 flex min-h-12 items-center gap-1 border-b border-line bg-panel px-2 lg:px-4">
        <Link
          from="/b/$business/history"
          to="/b/$business/history"
          search={(before) => before}
          className={`${buttonLook("quiet")} px-2!`}
        >
          <Icon of={ArrowLeft} />
          {t("history.title")}
        </Link>
        <span className="min-w-0 flex-1 truncate font-mono text-meta text-faint">{id}</span>
      </header>
      <div className="mx-auto flex max-w-page flex-col gap-8 px-4 py-6 lg:px-8">
        <div className="flex flex-col gap-3">
          {event ? <Told event={event} /> : <Untold name={factName(t, fact?.fact ?? "")} wire={fact?.fact ?? id} />}
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-dense text-soft">
            <DateTime at={occurred} as="exact" />
            {recordedLater(occurred, record.recorded_at) && (
              <span className="text-faint">
                {t("history.record.recorded")}: <DateTime at={record.recorded_at} as="exact" />
              </span>
            )}
          </p>
          <WaysOn full={full} id={id} />
        </div>
        <Explanation id={id} />
        <div className="grid gap-8 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-8">
            <section>
              <h2 className="mb-2 text-body font-semibold">{t("history.payload")}</h2>
              {event ? (
                <JsonTree value={event.data} label={t("history.payload")} />
              ) : (
                <p className="text-dense text-soft">{t("history.untold.text")}</p>
              )}
            </section>
            <RecordFacts full={full} id={id} />
          </div>
          <div className="flex min-w-0 flex-col gap-8">
            <Chain full={full} id={id} />
            <Bytes full={full} />
          </div>
        </div>
      </div>
    </article>
  );
}

function Told({ event }: { event: HistoryEvent }) {
  const t = useText();
  const names = useNames(event);
  const sentence = sentenceOf(t, event, names);
  useTitle(sentence, t("history.title"));
  return <Heading text={sentence} type={event.type} />;
}

function Untold({ name, wire }: { name: string; wire: string }) {
  const t = useText();
  useTitle(name, t("history.title"));
  return (
    <>
      <Heading text={name} type={wire} />
      <span>
        <Badge>{t("history.untold")}</Badge>
      </span>
    </>
  );
}

function Heading({ text, type }: { text: string; type: string }) {
  const { icon, ink } = lookOf(type);
  return (
    <div className="flex items-start gap-3">
      <Icon of={icon} className={`mt-1.5 ${ink}`} />
      <div className="min-w-0">
        <h1 className="text-head font-semibold wrap-break-word text-ink">{text}</h1>
        <p className="font-mono text-meta break-all text-faint">{type}</p>
      </div>
    </div>
  );
}

/** What has opened is where one is: nothing beneath it hears a key. */
function takeFocus(article: HTMLElement | null) {
  article?.focus({ preventScroll: true });
}
