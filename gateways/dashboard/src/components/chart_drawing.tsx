import type { ReactElement } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { type ChartProps, seriesColours } from "./chart";
import { floatLook } from "./menu";

const axis = { tickLine: false, axisLine: false, tick: { fill: "var(--faint)", fontSize: "0.75rem" } } as const;
const colour = (at: number) => seriesColours[at % seriesColours.length] ?? "currentColor";

function rowsOf({ points }: ChartProps) {
  return points.map((point) => ({ label: point.label, ...point.values }));
}

function Room({ children }: { children: ReactElement }) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      {children}
    </ResponsiveContainer>
  );
}

function parts({ format = String }: ChartProps) {
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis key="x" dataKey="label" {...axis} minTickGap={24} tickMargin={8} />,
    <YAxis key="y" {...axis} width="auto" tickFormatter={format} allowDecimals={false} />,
    <Tooltip
      key="tip"
      isAnimationActive={false}
      cursor={{ fill: "var(--hover)", stroke: "var(--line-control)" }}
      content={(tip) => <Tip {...tip} format={format} />}
    />,
  ];
}

function Tip({ active, label, payload, format }: TooltipContentProps & { format: (value: number) => string }) {
  if (!active) return null;
  return (
    <div className={`${floatLook} px-3 py-2 text-meta`}>
      <p className="font-medium">{label}</p>
      {payload.map((entry) => (
        <p key={String(entry.dataKey)} className="flex items-center gap-2 text-soft">
          <span className="size-2 rounded-full" style={{ background: entry.color }} />
          <span className="flex-1">{entry.name}</span>
          <span className="pl-4 text-ink tabular-nums">{format(Number(entry.value))}</span>
        </p>
      ))}
    </div>
  );
}

const room = { top: 8, right: 8, bottom: 0, left: 0 };
const corner = 3;

export function Bars(props: ChartProps) {
  const top = props.series.length - 1;
  return (
    <Room>
      <BarChart data={rowsOf(props)} margin={room} barCategoryGap="24%" barGap={2} accessibilityLayer={false}>
        {parts(props)}
        {props.series.map((one, at) => (
          <Bar
            key={one.id}
            dataKey={one.id}
            name={one.label}
            stackId={props.stacked ? "all" : undefined}
            fill={colour(at)}
            radius={!props.stacked || at === top ? [corner, corner, 0, 0] : 0}
            maxBarSize={32}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </Room>
  );
}

export function Lines(props: ChartProps) {
  return (
    <Room>
      <LineChart data={rowsOf(props)} margin={room} accessibilityLayer={false}>
        {parts(props)}
        {props.series.map((one, at) => (
          <Line
            key={one.id}
            dataKey={one.id}
            name={one.label}
            type="monotone"
            stroke={colour(at)}
            strokeWidth={1.5}
            dot={false}
            activeDot={{ r: 3 }}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </Room>
  );
}
