import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { type ChartProps, seriesColours } from "./chart";
import { IconButton } from "./icon_button";
import { Skeleton } from "./skeleton";

/** Title, key of the series, and the same numbers as a table: for those who cannot see the drawing, and for anybody on a press. */
export function ChartFrame({
  title,
  series,
  points,
  format = String,
  height = 200,
  children,
}: ChartProps & { children: ReactNode }) {
  const t = useText();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="min-w-0">
      <figcaption className="flex min-h-8 items-center gap-4">
        <span className="min-w-0 flex-1 truncate text-dense font-medium text-ink">{title}</span>
        {series.length > 1 && (
          <span className="flex flex-wrap gap-x-4 text-meta text-soft max-sm:hidden">
            {series.map((one, at) => (
              <span key={one.id} className="inline-flex items-center gap-1.5">
                <span
                  className="size-2 rounded-full"
                  style={{ background: seriesColours[at % seriesColours.length] }}
                />
                {one.label}
              </span>
            ))}
          </span>
        )}
        <IconButton
          icon={asTable ? ChartColumn : Table2}
          label={asTable ? t("parts.chart.as_chart") : t("parts.chart.as_table")}
          pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        />
      </figcaption>
      <div style={{ height }} className="relative mt-1">
        {!asTable && (
          <div aria-hidden className="absolute inset-0">
            <Suspense fallback={<Skeleton className="size-full" />}>{children}</Suspense>
          </div>
        )}
        <div className={asTable ? "size-full overflow-auto" : "sr-only"} tabIndex={asTable ? 0 : undefined}>
          <table className="w-full text-dense">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr className="text-left text-meta text-faint">
                <td />
                {series.map((one) => (
                  <th key={one.id} scope="col" className="h-8 px-2 text-right font-medium">
                    {one.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.label} className="border-t border-line">
                  <th scope="row" className="h-8 text-left font-normal text-soft">
                    {point.label}
                  </th>
                  {series.map((one) => (
                    <td key={one.id} className="px-2 text-right tabular-nums">
                      {format(point.values[one.id] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </figure>
  );
}
