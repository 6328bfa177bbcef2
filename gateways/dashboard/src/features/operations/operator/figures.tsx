import type { ReactNode } from "react";
import { cx } from "@/components/cx";

export interface Figure<Row> {
  id: string;
  label: string;
  /** Stands at the end, under one another. */
  number?: boolean;
  /** Not on what is narrower. */
  from?: "sm" | "md";
  cell: (row: Row) => ReactNode;
}

const narrower = { sm: "max-sm:hidden", md: "max-md:hidden" };

/** Some rows to be read, with nothing to be done to them. The first column says what a row is about. */
export function Figures<Row>({
  label,
  columns,
  rows,
  rowId,
}: {
  label: string;
  columns: readonly Figure<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
}) {
  const look = ({ number, from }: Figure<Row>) =>
    cx(
      "py-1.5 pl-4 first:pl-0 align-top",
      number && "text-right whitespace-nowrap tabular-nums",
      from && narrower[from],
    );
  return (
    <table aria-label={label} className="w-full border-collapse text-dense">
      <thead>
        <tr className="border-b border-line text-left text-meta text-faint">
          {columns.map((column) => (
            <th key={column.id} scope="col" className={cx(look(column), "font-medium")}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowId(row)} className="border-b border-line last:border-b-0">
            {columns.map((column, at) =>
              at === 0 ? (
                <th key={column.id} scope="row" className={cx(look(column), "text-left font-normal wrap-anywhere")}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.id} className={cx(look(column), !column.number && "wrap-anywhere")}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
