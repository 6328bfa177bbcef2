export interface HeatChartProps {
  title: string;
  /** Hours along the top. */
  columns: readonly string[];
  rows: readonly { label: string; values: readonly number[] }[];
  format?: (value: number) => string;
}

/** Week days by hours: darker where there was more. It is a table, so it needs none behind it. */
export function HeatChart({ title, columns, rows, format = String }: HeatChartProps) {
  const greatest = Math.max(1, ...rows.flatMap((row) => row.values));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a phone, it is scrolled by key
    <section className="relative overflow-x-auto" tabIndex={0} aria-label={title}>
      <table className="w-full min-w-140 table-fixed border-separate border-spacing-0.5 text-meta text-faint">
        <caption className="pb-2 text-left text-dense font-medium text-ink">{title}</caption>
        <thead>
          <tr>
            <td className="w-12" />
            {columns.map((column, at) => (
              <th key={column} scope="col" className="h-6 text-center font-normal tabular-nums">
                <span className={at % 3 === 0 ? "" : "sr-only"}>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row" className="pr-2 text-left font-normal">
                {row.label}
              </th>
              {row.values.map((value, at) => (
                <td
                  key={columns[at]}
                  title={`${row.label} ${columns[at]}: ${format(value)}`}
                  className="h-6 rounded-control bg-hover p-0"
                  style={
                    value > 0
                      ? {
                          background: `color-mix(in oklab, var(--chart-1) ${Math.round(15 + (85 * value) / greatest)}%, var(--panel))`,
                        }
                      : undefined
                  }
                >
                  <span className="sr-only">{format(value)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
