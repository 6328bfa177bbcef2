import { lazy } from "react";
import type { ChartProps } from "./chart";
import { ChartFrame } from "./chart_frame";

const Drawing = lazy(() => import("./chart_drawing").then((module) => ({ default: module.Lines })));

export function LineChart(props: ChartProps) {
  return (
    <ChartFrame {...props}>
      <Drawing {...props} />
    </ChartFrame>
  );
}
