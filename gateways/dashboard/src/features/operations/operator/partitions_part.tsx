import { Hourglass, X } from "lucide-react";
import type { PartitionState } from "@/api/types";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useI18n } from "@/i18n/i18n_provider";
import { Figures } from "./figures";
import { type House, lagOf, type PartitionStanding, standingOf } from "./house";
import { AllOf, Part } from "./part";

const looks: Record<PartitionStanding, string> = {
  fine: "bg-green-tint text-green-ink",
  behind: "bg-amber-tint text-amber-ink",
  stopped: "bg-red-tint text-red-ink font-semibold",
  nobody: "bg-red-tint text-red-ink font-semibold",
  elsewhere: "bg-press text-soft",
};

/** Each partition as a cell, and in words those that are not as they should be. */
export function PartitionsPart({ partitions, stopped }: Pick<House, "partitions" | "stopped">) {
  const { t, locale } = useI18n();
  const count = (number: number) => new Intl.NumberFormat(locale).format(number);
  const number = (standing: PartitionStanding) => partitions.filter((one) => standingOf(one) === standing).length;
  const offsetOf = ({ partition }: PartitionState) => stopped.find((one) => one.partition === partition)?.offset;
  const troubled = partitions.filter((one) => !["fine", "elsewhere"].includes(standingOf(one)));
  const standing = (one: PartitionState) => t(`operator.partition.${standingOf(one)}`);
  const state = (one: PartitionState) => {
    const offset = offsetOf(one);
    return (
      <>
        {standing(one)}
        {one.owner && <span className="text-faint"> · {one.owner}</span>}
        {one.stopped && <span className="block text-red-ink">{one.stopped}</span>}
        {offset != null && (
          <span className="block text-faint">{t("operator.partition.offset", { count: offset })}</span>
        )}
      </>
    );
  };
  const table = (label: string, rows: readonly PartitionState[]) => (
    <Figures
      label={label}
      rows={rows}
      rowId={({ partition }) => String(partition)}
      columns={[
        { id: "partition", label: t("operator.partition"), cell: ({ partition }) => partition },
        { id: "state", label: t("operator.state"), cell: state },
        {
          id: "records",
          label: t("operator.records"),
          number: true,
          from: "sm",
          cell: ({ records }) => count(records),
        },
        { id: "lag", label: t("operator.lag.local"), number: true, cell: ({ lag }) => count(lag) },
        {
          id: "sql_lag",
          label: t("operator.lag.sql"),
          number: true,
          cell: ({ sql_lag }) => (sql_lag == null ? "–" : count(sql_lag)),
        },
      ]}
    />
  );
  return (
    <Part
      id="partitions"
      title={t("operator.partitions")}
      text={t("operator.partitions.text", { fine: number("fine") + number("elsewhere"), count: partitions.length })}
    >
      <ol
        aria-hidden
        className="grid grid-cols-[repeat(16,minmax(0,1fr))] gap-0.5 lg:grid-cols-[repeat(32,minmax(0,1fr))]"
      >
        {partitions.map((one) => (
          <li
            key={one.partition}
            title={`${one.partition}: ${standing(one)}${lagOf(one) > 0 ? ` · ${t("operator.lag.of", { count: lagOf(one) })}` : ""}`}
            className={cx("grid h-6 place-items-center rounded-sm text-meta tabular-nums", looks[standingOf(one)])}
          >
            <Mark of={one} />
          </li>
        ))}
      </ol>
      {troubled.length > 0 && table(t("operator.partitions.troubled"), troubled)}
      <AllOf label={t("operator.partitions.all", { count: partitions.length })}>
        {table(t("operator.partitions"), partitions)}
      </AllOf>
    </Part>
  );
}

function Mark({ of }: { of: PartitionState }) {
  switch (standingOf(of)) {
    case "stopped":
    case "nobody":
      return <Icon of={X} className="size-3.5" />;
    case "behind":
      return <Icon of={Hourglass} className="size-3" />;
    default:
      return of.partition;
  }
}
