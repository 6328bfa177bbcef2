export interface Series {
  id: string;
  label: string;
}

export interface Point {
  /** What stands under it: a day, an hour, a name. */
  label: string;
  values: Readonly<Record<string, number>>;
}

export interface ChartProps {
  title: string;
  series: readonly Series[];
  points: readonly Point[];
  /** How a value is written: a count, a duration, money. */
  format?: (value: number) => string;
  height?: number;
  /** Parts of one whole: bars stand on each other. */
  stacked?: boolean;
}

/** Deep water first; never the colours of states. */
export const seriesColours = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)"];
