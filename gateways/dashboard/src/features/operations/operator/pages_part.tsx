import { CircleAlert } from "lucide-react";
import type { PageFault, Telemetry, Vital } from "@/api/types";
import { Badge } from "@/components/badge";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { Figures } from "./figures";
import { Part } from "./part";
import { byRoute, isSlow, measureText, type RouteVitals, vitalNames } from "./vitals";

/** How the pages do in people's browsers. */
export function PagesPart({ since, reports, refused, vitals, errors }: Omit<Telemetry, "server_errors">) {
  const t = useText();
  return (
    <Part
      id="pages"
      title={t("operator.pages")}
      text={
        <>
          {t("operator.pages.text", { count: reports })} · {t("operator.pages.since")} <DateTime at={since} />
          {refused > 0 && ` · ${t("operator.pages.refused", { count: refused })}`}
        </>
      }
    >
      {vitals.length === 0 && errors.length === 0 && (
        <p className="text-dense text-faint">{t("operator.pages.none")}</p>
      )}
      {vitals.length > 0 && <Vitals of={vitals} />}
      {errors.length > 0 && (
        <ul aria-label={t("operator.faults")} className="flex flex-col border-t border-line">
          {errors.map((fault) => (
            <Fault key={`${fault.release} ${fault.route} ${fault.message}`} of={fault} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function Vitals({ of }: { of: readonly Vital[] }) {
  const { t, locale } = useI18n();
  return (
    <Figures<RouteVitals>
      label={t("operator.vitals")}
      rows={byRoute(of)}
      rowId={({ route }) => route}
      columns={[
        { id: "route", label: t("operator.vitals.route"), cell: ({ route }) => route },
        {
          id: "count",
          label: t("operator.vitals.count"),
          number: true,
          from: "md",
          cell: ({ count }) => new Intl.NumberFormat(locale).format(count),
        },
        ...vitalNames.map((name, at) => ({
          id: name,
          label: name,
          number: true,
          ...(at > 1 ? { from: "sm" as const } : {}),
          cell: ({ of: measured }: RouteVitals) => <Measure of={measured[name]} />,
        })),
      ]}
    />
  );
}

/** What three of four people wait at most. */
function Measure({ of }: { of: Vital | undefined }) {
  const { t, locale } = useI18n();
  if (!of) return <span className="text-faint">–</span>;
  const { name, p50, p75, p95, good_to } = of;
  const text = (value: number) => measureText(name, value, locale);
  const title = t("operator.vitals.title", { half: text(p50), most: text(p95), good: text(good_to) });
  return isSlow(of) ? (
    <span title={title} className="inline-flex items-center gap-1 font-medium text-amber-ink">
      <Icon of={CircleAlert} className="size-3.5" />
      <span className="sr-only">{t("operator.vitals.slow")}:</span>
      {text(p75)}
    </span>
  ) : (
    <span title={title}>{text(p75)}</span>
  );
}

function Fault({ of: { message, stack, route, release, count, last_at } }: { of: PageFault }) {
  const { t, locale } = useI18n();
  const head = (
    <>
      <span className="min-w-0 flex-1 text-dense wrap-anywhere">{message}</span>
      <Badge tone="red">{t("operator.faults.times", { count })}</Badge>
    </>
  );
  return (
    <li className="border-b border-line py-2">
      {stack ? (
        <details>
          <summary className="flex min-h-8 cursor-pointer items-center gap-3 rounded-control hover:bg-hover">
            {head}
          </summary>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled has to be reached by keys
            tabIndex={0}
            lang={locale === "en" ? undefined : "en"}
            className="mt-2 overflow-x-auto rounded-control bg-ground p-3 font-mono text-meta text-soft"
          >
            {stack}
          </pre>
        </details>
      ) : (
        <p className="flex min-h-8 items-center gap-3">{head}</p>
      )}
      <p className="text-meta text-faint">
        {route} · {t("operator.faults.release", { release })} · <DateTime at={last_at} />
      </p>
    </li>
  );
}
