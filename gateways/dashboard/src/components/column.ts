import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** px at the usual size of letters; columns without one share what is left. */
  width?: number;
  align?: "start" | "end";
  sortable?: boolean;
  /** Always shown: what names the row. */
  fixed?: boolean;
  /** Left out where there is less room. */
  from?: "xs" | "sm" | "md" | "lg";
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** Classes that leave a column out where the table has less room than that, measured by its letters: 288, 576, 736 and 928 px at the usual size. */
export const from = {
  xs: "@max-[18rem]:hidden",
  sm: "@max-[36rem]:hidden",
  md: "@max-[46rem]:hidden",
  lg: "@max-[58rem]:hidden",
};
