import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, ListFilter } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Button, buttonLook } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { Sheet } from "@/components/sheet";
import { deviceOf } from "@/features/identity/settings/device";
import { Missing } from "@/features/identity/settings/missing";
import { useText } from "@/i18n/i18n_provider";
import { type EventInFull, oneEvent } from "../event/queries";
import { askName, factName } from "../words";
import { useEntryNames } from "./names";
import { ProofPart } from "./proof_part";
import { type AuditEntry, oneEntry } from "./queries";
import { seenName } from "./seen";

export interface EntrySheetProps {
  /** Its first event; none: closed. */
  of: string | undefined;
  onClose: () => void;
  /** Shows all that is about that. */
  onAbout: (about: string) => void;
}

/** One entry in full: who asked for what, what came of it, and whether it still is what was recorded. */
export function EntrySheet({ of, onClose, onAbout }: EntrySheetProps) {
  const t = useText();
  const [last, setLast] = useState(of);
  if (of !== undefined && last !== of) setLast(of); // stays while the sheet slides away
  const shown = of ?? last;
  const { data, isPending, error, refetch } = useQuery({
    ...oneEvent(useBusinessId(), shown ?? ""),
    enabled: shown !== undefined,
  });
  const title = data ? askName(t, data.record.ask) : t("audit.entry");
  return (
    <Sheet open={of !== undefined} onOpenChange={(open) => open || onClose()} title={title}>
      {data && shown ? (
        <Details key={shown} full={data} id={shown} onAbout={onAbout} />
      ) : (
        <Missing loading={isPending} error={error} retry={() => void refetch()} />
      )}
    </Sheet>
  );
}

function Details({ full, id, onAbout }: { full: EventInFull; id: string; onAbout: (about: string) => void }) {
  const t = useText();
  const { record } = full;
  const { who, about } = useEntryNames({ by: record.by, action: record.ask, subject: record.subject });
  const { data: entry } = useQuery(oneEntry(useBusinessId(), id));
  return (
    <div className="flex flex-col gap-6">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-dense">
        <Line name={t("history.record.recorded")}>
          <DateTime at={record.recorded_at} as="exact" />
        </Line>
        <Line name={t("history.record.by")}>{who}</Line>
        {record.by.id && (
          <Line name={t("audit.by_id")}>
            <Id text={record.by.id} />
          </Line>
        )}
        {entry?.from && (
          <Line name={t("audit.from")}>
            <From {...entry.from} />
          </Line>
        )}
        <Line name={t("history.record.ask")}>
          <span className="font-mono text-meta">{record.ask}</span>
        </Line>
        {about && <Line name={t("audit.about")}>{about}</Line>}
        <Line name={t("audit.about_id")}>
          <Id text={record.subject} />
        </Line>
        <Line name={t("history.record.position")}>
          <Id text={record.position} />
        </Line>
        <Line name={t("history.record.correlation")}>
          <Id text={record.command_id} />
        </Line>
        <Line name={t("history.record.cause")}>
          {record.cause_id ? <Id text={record.cause_id} /> : t("history.record.cause.none")}
        </Line>
        {entry?.trace_id && (
          <Line name={t("audit.trace")}>
            <Id text={entry.trace_id} />
          </Line>
        )}
      </dl>
      {entry?.seen && entry.seen.length > 0 && <Seen things={entry.seen} />}
      <Facts full={full} />
      <ProofPart id={id} record={record.bytes} />
      <nav aria-label={t("audit.ways")} className="flex flex-wrap gap-1 border-t border-line pt-4 *:first:-ml-3">
        <Link
          from="/b/$business"
          to="/b/$business/history/events/$event"
          params={{ event: id }}
          className={buttonLook("quiet")}
        >
          <Icon of={ArrowRight} />
          {t("audit.open")}
        </Link>
        <Button kind="quiet" icon={ListFilter} onClick={() => onAbout(record.subject)}>
          {t("audit.all_about")}
        </Button>
      </nav>
    </div>
  );
}

/** The log-in under which it was asked: from which address, by which browser. */
function From({ address, device }: NonNullable<AuditEntry["from"]>) {
  const t = useText();
  const { program, system } = deviceOf(device);
  return (
    <span title={device ?? undefined}>
      {program && system ? t("settings.sessions.device", { program, system }) : (program ?? device)}
      {address && <span className="block text-soft">{address}</span>}
    </span>
  );
}

/** What of that which is kept about people somebody has looked at, within a minute. */
function Seen({ things }: { things: NonNullable<AuditEntry["seen"]> }) {
  const t = useText();
  return (
    <section aria-label={t("audit.seen")}>
      <h3 className="mb-1 text-dense font-medium">{t("audit.seen")}</h3>
      <ul className="divide-y divide-line rounded-control border border-line">
        {things.map(({ what, about, times }) => (
          <li key={`${what} ${about}`} className="flex items-baseline gap-3 px-3 py-1.5 text-dense">
            <span className="min-w-0 flex-1">
              {seenName(t, what)}
              {about && <span className="block truncate font-mono text-meta text-faint">{about}</span>}
            </span>
            <span className="text-meta text-faint tabular-nums">{t("audit.seen.times", { count: times })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was decided, in order. */
function Facts({ full: { record } }: { full: EventInFull }) {
  const t = useText();
  return (
    <section aria-label={t("audit.facts")}>
      <h3 className="mb-1 text-dense font-medium">{t("audit.facts")}</h3>
      <ol className="divide-y divide-line rounded-control border border-line">
        {record.facts.map((fact) => (
          <li key={fact.id} className="px-3 py-1.5">
            <p className="text-dense text-ink">{factName(t, fact.fact)}</p>
            <p className="font-mono text-meta wrap-anywhere text-faint">{fact.fact}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd dir="auto" className="min-w-0 wrap-anywhere text-ink tabular-nums">
        {children}
      </dd>
    </>
  );
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
