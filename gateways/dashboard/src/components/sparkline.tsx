export interface SparklineProps {
  points: readonly number[];
  /** What it shows, in words: "Open conversations, 14 days, from 31 to 24". */
  label: string;
  width?: number;
  height?: number;
}

/** A line of numbers without axes, beside the number that matters. */
export function Sparkline({ points, label, width = 96, height = 24 }: SparklineProps) {
  const [least, greatest] = [Math.min(...points), Math.max(...points)];
  const inset = 2;
  const place = (value: number, at: number): [number, number] => [
    inset + (at / Math.max(1, points.length - 1)) * (width - 2 * inset),
    height - inset - (greatest === least ? 0.5 : (value - least) / (greatest - least)) * (height - 2 * inset),
  ];
  const places = points.map(place);
  const last = places.at(-1);
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block text-accent-mark"
    >
      <title>{label}</title>
      <polyline
        points={places.map((xy) => xy.map((part) => part.toFixed(1)).join(",")).join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {last && <circle cx={last[0]} cy={last[1]} r="2" fill="currentColor" />}
    </svg>
  );
}
