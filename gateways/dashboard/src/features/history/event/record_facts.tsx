import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy_button";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useText } from "@/i18n/i18n_provider";
import { parseEventId } from "../events/event";
import { askName, factName, whoName } from "../words";
import type { EventInFull, KeptRecord } from "./queries";

/** The record that the event is of, as the journal keeps it. */
export function RecordFacts({ full: { record }, id }: { full: EventInFull; id: string }) {
  const t = useText();
  const nameOf = useMemberNames();
  const place = (parseEventId(id)?.index ?? 0) + 1;
  const fact = record.facts[place - 1];
  return (
    <section>
      <h2 className="mb-2 text-body font-semibold">{t("history.record")}</h2>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-dense">
        {fact && (
          <Line name={t("history.record.occurred")}>
            <DateTime at={fact.occurred_at} as="exact" />
          </Line>
        )}
        <Line name={t("history.record.recorded")}>
          <DateTime at={record.recorded_at} as="exact" />
        </Line>
        <Line name={t("history.record.by")}>{whoName(t, record.by, nameOf)}</Line>
        <Line name={t("history.record.ask")}>
          {askName(t, record.ask)} <Mono>{record.ask}</Mono>
        </Line>
        <Line name={t("history.record.position")}>
          <Id text={record.position} />
        </Line>
        <Line name={t("history.record.partition")}>{record.partition}</Line>
        <Line name={t("history.record.offset")}>{record.offset}</Line>
        <Line name={t("history.record.place")}>
          {t("history.record.place_of", { place: String(place), count: record.facts.length })}
        </Line>
        {fact && (
          <>
            <Line name={t("history.record.subject")}>
              <Id text={fact.about} />
            </Line>
            <Line name={t("history.record.version")}>{fact.version}</Line>
            <Line name={t("history.record.origin")}>{t(`history.record.origin.${fact.origin}`)}</Line>
          </>
        )}
        <Line name={t("history.record.correlation")}>
          <Id text={record.command_id} />
        </Line>
        <Line name={t("history.record.cause")}>
          {record.cause_id ? <Id text={record.cause_id} /> : t("history.record.cause.none")}
        </Line>
        <Line name={t("history.record.writer")}>
          <Mono>
            {t("history.record.writer_at", {
              writer: record.writer.slice(0, 8),
              epoch: String(record.epoch),
              seq: String(record.seq),
            })}
          </Mono>
        </Line>
      </dl>
      {record.facts.length > 1 && <Facts record={record} id={id} />}
    </section>
  );
}

/** One command may have brought about several. */
function Facts({ record, id }: { record: KeptRecord; id: string }) {
  const t = useText();
  return (
    <>
      <h3 className="mt-4 mb-1 text-meta font-medium text-faint">{t("history.record.facts")}</h3>
      <ol className="-mx-2">
        {record.facts.map((fact) => (
          <li key={fact.id}>
            <Link
              from="/b/$business/history"
              to="/b/$business/history/events/$event"
              params={{ event: fact.id }}
              search={(before) => before}
              aria-current={fact.id === id ? "true" : undefined}
              className="flex min-h-8 items-center gap-3 rounded-control px-2 text-dense hover:bg-hover aria-[current]:bg-selected"
            >
              <span className={cx("min-w-0 flex-1 truncate", fact.id === id && "font-medium")}>
                {factName(t, fact.fact)}
              </span>
              <Mono>{fact.fact}</Mono>
            </Link>
          </li>
        ))}
      </ol>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd dir="auto" className="min-w-0 wrap-anywhere tabular-nums">
        {children}
      </dd>
    </>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-meta wrap-anywhere text-faint">{children}</span>;
}

function Id({ text }: { text: string }) {
  return (
    <span className="-my-1.5 flex items-center gap-1">
      <span className="min-w-0 truncate font-mono text-meta" title={text}>
        {text}
      </span>
      <CopyButton text={text} />
    </span>
  );
}
