import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import { useText } from "@/i18n/i18n_provider";
import { Checkbox } from "./checkbox";
import { type Column, from } from "./column";
import { cx } from "./cx";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";
import { Menu } from "./menu";
import type { TableProps } from "./table";

interface TableHeadProps<Row> extends TableProps<Row> {
  shown: readonly Column<Row>[];
  hidden: readonly string[];
  onAll: (() => void) | undefined;
}

const cell = "sticky top-0 z-10 h-8 border-b border-line bg-panel p-0 text-left text-meta font-medium text-faint";

/** Stays in sight; a press on a name sorts by it, a second one turns the order; the last cell chooses the columns. */
export function TableHead<Row>({
  columns,
  shown,
  rows,
  rowId,
  sort,
  onSort,
  hidden,
  onHidden,
  selection,
  onAll,
}: TableHeadProps<Row>) {
  const t = useText();
  const chosen = selection ? rows.filter((row) => selection.ids.has(rowId(row))).length : 0;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection && onAll && (
          <th scope="col" className={cx(cell, "w-10 pl-4")}>
            <Checkbox
              label={t("parts.table.select_all")}
              hideLabel
              checked={chosen === 0 ? false : chosen === rows.length || "indeterminate"}
              onChange={onAll}
            />
          </th>
        )}
        {shown.map((column) => {
          const sorted = sort?.column === column.id ? sort : undefined;
          const label = <span className="truncate">{column.label}</span>;
          return (
            <th
              key={column.id}
              scope="col"
              style={column.width === undefined ? undefined : { width: `${column.width / 16}rem` }}
              aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : undefined}
              className={cx(cell, "group/head", column.from && from[column.from])}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort({ column: column.id, descending: sorted ? !sorted.descending : false })}
                  className={cx(
                    "flex min-h-8 w-full items-center gap-1 px-3 -outline-offset-2 hover:text-ink group-first/head:pl-4",
                    sorted && "text-ink",
                    column.align === "end" && "flex-row-reverse",
                  )}
                >
                  {label}
                  <Icon
                    of={sorted?.descending ? ArrowDown : ArrowUp}
                    className={cx("size-3", !sorted && "opacity-0 group-hover/head:opacity-60")}
                  />
                </button>
              ) : (
                <span className={cx("flex px-3 group-first/head:pl-4", column.align === "end" && "justify-end")}>
                  {label}
                </span>
              )}
            </th>
          );
        })}
        {onHidden && (
          <th scope="col" className={cx(cell, "w-10")}>
            <Menu
              align="end"
              trigger={<IconButton icon={Columns3} label={t("parts.table.columns")} />}
              entries={columns
                .filter((column) => !column.fixed)
                .map((column) => ({
                  kind: "check",
                  label: column.label,
                  checked: !hidden.includes(column.id),
                  onChange: (checked) =>
                    onHidden(checked ? hidden.filter((id) => id !== column.id) : [...hidden, column.id]),
                }))}
            />
          </th>
        )}
      </tr>
    </thead>
  );
}
