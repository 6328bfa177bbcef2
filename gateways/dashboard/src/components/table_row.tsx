import type { MouseEvent } from "react";
import { useText } from "@/i18n/i18n_provider";
import { Checkbox } from "./checkbox";
import { type Column, from } from "./column";
import { cx } from "./cx";
import type { TableProps } from "./table";

interface TableRowProps<Row>
  extends Pick<TableProps<Row>, "rowName" | "selection" | "onHidden" | "onOpen" | "currentId"> {
  id: string;
  row: Row;
  index: number;
  shown: readonly Column<Row>[];
  rowHeight: 32 | 40 | 56;
  measure: (element: HTMLElement | null) => void;
  stop: boolean;
  onFocus: () => void;
  choose: (id: string, between: boolean) => void;
}

const heights = { 32: "h-8", 40: "h-10", 56: "h-14" };

export function TableRow<Row>({ id, row, index, shown, measure, stop, onFocus, choose, ...props }: TableRowProps<Row>) {
  const t = useText();
  const { selection } = props;
  const chosen = selection?.ids.has(id) ?? false;

  function click(event: MouseEvent<HTMLElement>) {
    if (!event.currentTarget.contains(event.target as Node)) return; // in a menu that the row has opened
    const inner = (event.target as HTMLElement).closest("a, button, input, label");
    if (selection && event.shiftKey) choose(id, true);
    else if (!inner && !getSelection()?.toString()) props.onOpen?.(row);
  }

  function clickBox(event: MouseEvent) {
    if (!event.shiftKey) return;
    event.stopPropagation();
    choose(id, true);
  }

  return (
    <tr
      ref={measure}
      data-index={index}
      data-row={id}
      aria-rowindex={index + 2}
      aria-current={id === props.currentId ? "true" : undefined}
      tabIndex={stop ? 0 : -1}
      onFocus={(event) => event.target === event.currentTarget && onFocus()}
      onClick={click}
      className={cx("group -outline-offset-2", chosen || id === props.currentId ? "bg-selected" : "hover:bg-hover")}
    >
      {selection && (
        <td className="border-b border-line pl-4" onClickCapture={clickBox}>
          <span className="flex items-center">
            <Checkbox
              label={t("parts.table.select_row", { name: props.rowName(row) })}
              hideLabel
              checked={chosen}
              onChange={() => choose(id, false)}
              tabIndex={-1}
            />
          </span>
        </td>
      )}
      {shown.map((column) => (
        <td
          key={column.id}
          className={cx(
            "truncate border-b border-line px-3 first:pl-4",
            heights[props.rowHeight],
            column.align === "end" && "text-right tabular-nums",
            column.from && from[column.from],
          )}
        >
          {column.cell(row)}
        </td>
      ))}
      {props.onHidden && <td className="border-b border-line" />}
    </tr>
  );
}
