import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Column, Sort } from "./column";
import { rowsNear, useRovingRow } from "./roving_row";
import { allOrNone, extended, type Selection, toggled } from "./selection";
import { TableHead } from "./table_head";
import { TableRow } from "./table_row";

export interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** What the row is called, for its check box. */
  rowName: (row: Row) => string;
  rowHeight?: 32 | 40 | 56;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Ids of the columns that are left out. */
  hidden?: readonly string[];
  onHidden?: (hidden: string[]) => void;
  selection?: Selection;
  onSelection?: (selection: Selection) => void;
  onOpen?: (row: Row) => void;
  currentId?: string;
  total?: number;
  hasMore?: boolean;
  onMore?: () => void;
  /** In place of the rows: `Empty`, `SkeletonRows`. */
  instead?: ReactNode;
  foot?: ReactNode;
  ref?: Ref<TableHandle>;
}

export interface TableHandle {
  focusRow: (id: string) => void;
  /** The row that was focused last, or the first. */
  focus: () => void;
}

const margin = 8;

/** Rows of which those near the eye exist. Arrows or J and K move, Enter opens, X chooses, Shift with a press chooses all between. */
export function Table<Row>(props: TableProps<Row>) {
  const {
    columns,
    rows,
    rowId,
    rowHeight = 40,
    hidden = [],
    selection,
    onSelection,
    onOpen,
    currentId,
    hasMore = false,
    onMore,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const shown = columns.filter((column) => column.fixed || !hidden.includes(column.id));
  const order = () => rows.map(rowId);
  const roving = useRovingRow({
    scroller,
    ids: rows,
    rowId,
    currentId,
    scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }),
  });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rowId(rows[index] as Row),
    overscan: margin,
    scrollPaddingStart: 32,
    rangeExtractor: (range) => rowsNear(range, roving.stop),
  });
  useImperativeHandle(props.ref, () => ({
    focus: () => roving.focus(Math.max(roving.stop, 0)),
    focusRow: (id) => roving.focus(rows.findIndex((row) => rowId(row) === id)),
  }));
  const drawn = virtual.getVirtualItems();
  const below = virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  const known = props.total ?? (hasMore ? undefined : rows.length);

  const nearEnd = (drawn.at(-1)?.index ?? 0) >= rows.length - 1 - margin;
  useEffect(() => {
    if (hasMore && nearEnd) onMore?.();
  }, [hasMore, nearEnd, onMore]);

  function choose(id: string, between: boolean) {
    if (selection) onSelection?.(between ? extended(selection, id, order()) : toggled(selection, id));
  }

  function press(event: KeyboardEvent<HTMLElement>) {
    if (roving.move(event)) return;
    const row = rows[roving.stop];
    if (!row || (event.target as HTMLElement).dataset.row !== rowId(row)) return;
    if (event.key === "Enter") onOpen?.(row);
    else if (event.key.toLowerCase() === "x" && !event.metaKey && !event.ctrlKey) choose(rowId(row), event.shiftKey);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the rows within
    <div
      ref={scroller}
      tabIndex={-1}
      onKeyDown={press}
      onFocusCapture={roving.entered}
      onBlurCapture={roving.left}
      className="@container min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
    >
      <table
        aria-label={props.label}
        aria-rowcount={known === undefined ? -1 : known + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-dense"
      >
        <TableHead
          {...props}
          shown={shown}
          hidden={hidden}
          onAll={selection && (() => onSelection?.(allOrNone(selection, order())))}
        />
        <tbody>
          {drawn.map(({ index, start }, at) => {
            const row = rows[index] as Row;
            const id = rowId(row);
            return (
              <Fragment key={id}>
                <Gap height={start - (drawn[at - 1]?.end ?? 0)} />
                <TableRow
                  id={id}
                  row={row}
                  index={index}
                  shown={shown}
                  measure={virtual.measureElement}
                  stop={index === roving.stop}
                  onFocus={() => roving.stopAt(id)}
                  choose={choose}
                  {...props}
                  rowHeight={rowHeight}
                />
              </Fragment>
            );
          })}
          <Gap height={below} />
        </tbody>
      </table>
      {rows.length === 0 && props.instead}
      {props.foot}
    </div>
  );
}

/** Rows that are not drawn, in their height. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}
