import { Badge, type Tone } from "@/components/badge";
import { CopyButton } from "@/components/copy_button";
import { Fact } from "@/components/fact";
import { sizeText } from "@/components/file_tile";
import { useI18n } from "@/i18n/i18n_provider";
import type { House } from "./house";
import { Part } from "./part";

const postgresStates = ["none", "starting", "running", "standby", "away", "diverged"] as const;
type PostgresWord = (typeof postgresStates)[number];
const tones: Record<PostgresWord, Tone> = {
  none: "neutral",
  starting: "amber",
  running: "green",
  standby: "neutral",
  away: "red",
  diverged: "red",
};

/** Where all of it is kept: the journal, and the tables that are made of it. */
export function StoragePart({ journal, postgres }: Pick<House, "journal" | "postgres">) {
  const { t, locale } = useI18n();
  const count = (number: number) => new Intl.NumberFormat(locale).format(number);
  const state = postgresStates.find((word) => word === postgres.state);
  return (
    <Part id="storage" title={t("operator.storage")}>
      <div className="grid gap-x-12 gap-y-6 md:grid-cols-2">
        <dl aria-label={t("operator.journal")} className="flex flex-col gap-1.5 md:max-w-90">
          <Fact name={t("operator.journal")}>
            {journal.kind === "kafka" ? t("operator.journal.kafka") : t("operator.journal.embedded")}
          </Fact>
          <Fact name={t("operator.journal.state")}>
            <Badge tone={journal.takes_records ? "green" : "red"}>
              {t(journal.takes_records ? "operator.journal.takes" : "operator.journal.closed")}
            </Badge>
          </Fact>
          <Fact name={t("operator.records")}>{count(journal.records)}</Fact>
          {journal.brokers != null && <Fact name={t("operator.journal.brokers")}>{count(journal.brokers)}</Fact>}
          {journal.bytes != null && (
            <Fact name={t("operator.journal.size")}>
              {sizeText(journal.bytes, locale)}
              {journal.segments != null && ` ${t("operator.journal.segments", { count: journal.segments })}`}
            </Fact>
          )}
          {journal.segments_elsewhere != null && journal.segments_elsewhere > 0 && (
            <Fact name={t("operator.journal.elsewhere")}>{count(journal.segments_elsewhere)}</Fact>
          )}
          {journal.free_bytes != null && (
            <Fact name={t("operator.journal.free")}>{sizeText(journal.free_bytes, locale)}</Fact>
          )}
          <Fact name={t("operator.journal.incarnation")}>
            <span className="-my-2 -mr-2 inline-flex items-center gap-1">
              <span className="font-mono text-meta" title={journal.incarnation}>
                {journal.incarnation.slice(0, 8)}…
              </span>
              <CopyButton
                text={journal.incarnation}
                label={t("common.copy", { text: t("operator.journal.incarnation") })}
              />
            </span>
          </Fact>
        </dl>
        <dl aria-label="PostgreSQL" className="flex flex-col gap-1.5 md:max-w-90">
          <Fact name="PostgreSQL">
            <Badge tone={state ? tones[state] : "amber"}>
              {state ? t(`operator.postgres.${state}`) : postgres.state}
            </Badge>
          </Fact>
          {postgres.why && <Fact name={t("operator.why")}>{postgres.why}</Fact>}
          {state !== "none" && (
            <>
              <Fact name={t("operator.lag")}>{count(postgres.lag)}</Fact>
              <Fact name={t("operator.parked_businesses")}>{count(postgres.parked)}</Fact>
            </>
          )}
        </dl>
      </div>
    </Part>
  );
}
