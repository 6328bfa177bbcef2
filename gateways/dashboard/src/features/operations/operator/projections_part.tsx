import { useId } from "react";
import type { ParkedFold, ProjectionState } from "@/api/types";
import { durationText } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import { Figures } from "./figures";
import { type House, isBuilt, type progressOf } from "./house";
import { AllOf, Part } from "./part";
import { keyOf, usePace } from "./use_pace";

const nobody = /^[0-]+$/; // the directory's own id

/** What is read from: what of it is being built, what could not take its facts, and all of it. */
export function ProjectionsPart({
  projections,
  parked,
  at_ms,
}: Pick<House, "projections" | "parked"> & { at_ms: number }) {
  const { t, locale } = useI18n();
  const progress = usePace(projections, at_ms);
  const count = (number: number) => new Intl.NumberFormat(locale).format(number);
  const built = projections.filter(isBuilt);
  const current = projections.filter((one) => one.serves && one.lag === 0).length;
  const store = ({ store: of }: { store: ProjectionState["store"] }) => t(`operator.store.${of}`);
  return (
    <Part
      id="projections"
      title={t("operator.projections")}
      text={t("operator.projections.text", { fine: current, count: projections.length })}
    >
      {built.length > 0 && (
        <ul aria-label={t("operator.built")} className="flex flex-col gap-3">
          {built.map((one) => (
            <Built key={keyOf(one)} projection={one} {...progress(one)} />
          ))}
        </ul>
      )}
      {parked.length > 0 && (
        <Figures<ParkedFold>
          label={t("operator.parked")}
          rows={parked}
          rowId={({ store: of, projection, business_id }) => `${of} ${projection} ${business_id}`}
          columns={[
            {
              id: "business",
              label: t("operator.parked.business"),
              cell: ({ business_id: id }) =>
                nobody.test(id) ? t("operator.directory") : <span className="font-mono text-meta">{id}</span>,
            },
            {
              id: "projection",
              label: t("operator.projection"),
              cell: (one) => `${one.projection ?? t("operator.parked.all")} · ${store(one)}`,
            },
            { id: "why", label: t("operator.why"), cell: ({ why }) => <span className="text-red-ink">{why}</span> },
            {
              id: "where",
              label: t("operator.parked.before"),
              number: true,
              from: "md",
              cell: ({ partition, offset }) => (offset == null ? `${partition}` : `${partition} @ ${count(offset)}`),
            },
          ]}
        />
      )}
      <AllOf label={t("operator.projections.all", { count: projections.length })}>
        <Figures
          label={t("operator.projections")}
          rows={projections}
          rowId={keyOf}
          columns={[
            {
              id: "name",
              label: t("operator.projection"),
              cell: ({ name }) => <span className="font-mono text-meta">{name}</span>,
            },
            { id: "store", label: t("operator.store"), cell: store },
            {
              id: "version",
              label: t("operator.version"),
              from: "sm",
              cell: ({ version, generation }) =>
                generation == null
                  ? `v${version}`
                  : `v${version} · ${t("operator.generation", { number: generation })}`,
            },
            { id: "read", label: t("operator.read"), number: true, from: "sm", cell: ({ read }) => count(read) },
            { id: "lag", label: t("operator.lag"), number: true, cell: ({ lag }) => count(lag) },
            {
              id: "parked",
              label: t("operator.parked.count"),
              number: true,
              from: "sm",
              cell: (one) => count(one.parked),
            },
          ]}
        />
      </AllOf>
    </Part>
  );
}

function Built({ projection, share, left_ms }: { projection: ProjectionState } & ReturnType<typeof progressOf>) {
  const { t, locale } = useI18n();
  const name = useId();
  const percent = Math.floor(share * 100);
  const { generation, version } = projection;
  return (
    <li className="flex flex-col gap-1 text-dense">
      <span className="flex flex-wrap justify-between gap-x-4">
        <span id={name}>
          <span className="font-mono text-meta">{projection.name}</span>
          <span className="text-faint">
            {" "}
            · {t(`operator.store.${projection.store}`)} ·{" "}
            {generation == null ? `v${version}` : t("operator.generation", { number: generation })}
          </span>
        </span>
        <span className="text-soft tabular-nums">
          {t("operator.built.progress", { percent, read: projection.read, count: projection.records })}
          {left_ms !== undefined && ` · ${t("operator.built.left", { length: durationText(left_ms, { locale }, 1) })}`}
        </span>
      </span>
      <progress
        aria-labelledby={name}
        value={projection.read}
        max={Math.max(1, projection.records)}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-press [&::-moz-progress-bar]:bg-accent-mark [&::-webkit-progress-bar]:bg-press [&::-webkit-progress-value]:bg-accent-mark"
      />
    </li>
  );
}
