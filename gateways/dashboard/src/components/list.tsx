import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type FocusEvent,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import { useAfterFirstScreen } from "@/early/first_screen";
import { cx } from "./cx";
import { rowsNear, useRovingRow } from "./roving_row";

/** What the focusable element of a row takes: spread it on one link or button in it. */
export interface RowLink {
  "data-row": string;
  tabIndex: 0 | -1;
  "aria-current": "true" | undefined;
}

export interface ListHandle {
  focus: () => void;
  focusRow: (id: string) => void;
  scrollToTop: () => void;
}

export interface ListProps<Item> {
  items: readonly Item[];
  rowId: (item: Item) => string;
  /**
   * Draws a row; `link` goes on its one focusable element, and the rest of the row may hold buttons. Given the same function again, only
   * rows that have changed are drawn anew.
   */
  children: (item: Item, link: RowLink) => ReactNode;
  label: string;
  /** The height of a row in px before it is measured. */
  rowHeight: number;
  /** The one that is open beside the list. */
  currentId?: string;
  /** How many there are on the server, if known; otherwise they are said to be of unknown number while `hasMore`. */
  total?: number;
  hasMore?: boolean;
  onMore?: () => void;
  /** Letters pressed while a row has the focus; the moving keys are the list's own. */
  onRowKey?: (event: KeyboardEvent, item: Item) => void;
  /** After the last row: what is on its way, or that this is all. */
  foot?: ReactNode;
  className?: string;
  ref?: Ref<ListHandle>;
}

const margin = 8;

/** A list of any length of which the rows near the eye exist. Arrows or J and K move, Home and End jump; one tab stop. */
export function List<Item>({
  items,
  rowId,
  children,
  label,
  rowHeight,
  currentId,
  total,
  hasMore = false,
  onMore,
  onRowKey,
  foot,
  className,
  ref,
}: ListProps<Item>) {
  const scroller = useRef<HTMLDivElement>(null);
  const roving = useRovingRow({
    scroller,
    ids: items,
    rowId,
    currentId,
    scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }),
  });
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    initialRect: { width: 0, height: innerHeight }, // what is there is drawn at once, before its place is measured
    getItemKey: (index) => rowId(items[index] as Item),
    overscan: useAfterFirstScreen() ? margin : 0, // rows out of sight come after those that are in sight
    // What is being read stays where it is when rows come above it; at the top, the new ones show.
    anchorTo: (scroller.current?.scrollTop ?? 0) > rowHeight / 2 ? "end" : "start",
    rangeExtractor: (range) => rowsNear(range, roving.stop),
  });

  useImperativeHandle(ref, () => ({
    focus: () => roving.focus(roving.stop),
    focusRow: (id) => roving.focus(items.findIndex((item) => rowId(item) === id)),
    scrollToTop: () => virtual.scrollToOffset(0),
  }));

  const rows = virtual.getVirtualItems();
  const nearEnd = (rows.at(-1)?.index ?? 0) >= items.length - 1 - margin;
  useEffect(() => {
    if (hasMore && nearEnd) onMore?.();
  }, [hasMore, nearEnd, onMore]);

  /** By key or by press. */
  function enter(event: FocusEvent<HTMLDivElement>) {
    roving.entered();
    const id = event.target.dataset.row;
    if (id !== undefined) roving.stopAt(id);
  }

  function press(event: KeyboardEvent<HTMLDivElement>) {
    if (roving.move(event)) return;
    const item = items[roving.stop];
    if (item && (event.target as HTMLElement).dataset.row === rowId(item)) onRowKey?.(event, item);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the rows within
    <div
      ref={scroller}
      tabIndex={-1}
      onKeyDown={press}
      onFocusCapture={enter}
      onBlurCapture={roving.left}
      className={cx("min-h-0 overflow-y-auto overscroll-contain -outline-offset-2", className)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, out of the flow */}
      <div role="list" aria-label={label} className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index] as Item;
          const id = rowId(item);
          return (
            <ListRow
              key={row.key}
              item={item}
              id={id}
              index={row.index}
              start={row.start}
              count={total ?? (hasMore ? -1 : items.length)}
              isStop={row.index === roving.stop}
              isCurrent={id === currentId}
              measure={virtual.measureElement}
              draw={children}
            />
          );
        })}
      </div>
      {foot}
    </div>
  );
}

interface ListRowProps<Item> {
  item: Item;
  id: string;
  index: number;
  start: number;
  count: number;
  isStop: boolean;
  isCurrent: boolean;
  measure: (element: HTMLElement | null) => void;
  draw: ListProps<Item>["children"];
}

/** Moving about, and what comes for other rows, leaves it as it is. */
const ListRow = memo(function ListRow<Item>(props: ListRowProps<Item>) {
  const { item, id, index, start, count, isStop, isCurrent, measure, draw } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, out of the flow
    <div
      ref={measure}
      data-index={index}
      role="listitem"
      aria-posinset={index + 1}
      aria-setsize={count}
      className="absolute inset-x-0 top-0"
      style={{ transform: `translateY(${start}px)` }}
    >
      {draw(item, {
        "data-row": id,
        tabIndex: isStop ? 0 : -1,
        "aria-current": isCurrent ? "true" : undefined,
      })}
    </div>
  );
}) as <Item>(props: ListRowProps<Item>) => ReactNode;
