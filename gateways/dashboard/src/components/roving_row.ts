import { defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { writesText } from "./writes_text";

export interface RovingRowOptions<Item> {
  scroller: RefObject<HTMLElement | null>;
  ids: readonly Item[];
  rowId: (item: Item) => string;
  currentId: string | undefined;
  scrollTo: (index: number) => void;
}

function stepOf(event: KeyboardEvent, page: number): number | undefined {
  switch (event.key) {
    case "ArrowDown":
    case "j":
      return 1;
    case "ArrowUp":
    case "k":
      return -1;
    case "PageDown":
      return page;
    case "PageUp":
      return -page;
    case "Home":
      return Number.NEGATIVE_INFINITY;
    case "End":
      return Number.POSITIVE_INFINITY;
  }
}

/** The rows near the eye, and the one that is the tab stop, however far it is scrolled away. */
export function rowsNear(range: Range, stop: number): number[] {
  const near = defaultRangeExtractor(range);
  return stop < 0 || stop >= range.count || near.includes(stop) ? near : [...near, stop].sort((a, b) => a - b);
}

/** One tab stop for many rows, of which most are not there: moving scrolls to the next one, has it drawn and gives it the focus in the same event. */
export function useRovingRow<Item>({ scroller, ids: items, rowId, currentId, scrollTo }: RovingRowOptions<Item>) {
  const [stopId, setStopId] = useState<string>();
  const within = useRef(false);
  const waits = useRef(false);
  const lastStop = useRef(0);

  const find = (id: string | undefined) => (id === undefined ? -1 : items.findIndex((item) => rowId(item) === id));
  const [held, current] = [find(stopId), find(currentId)];
  const gone = stopId !== undefined && held < 0;
  const stop =
    items.length === 0
      ? -1
      : held >= 0
        ? held
        : gone
          ? Math.min(lastStop.current, items.length - 1)
          : Math.max(current, 0);

  const element = (index: number) => {
    const id = items[index] && rowId(items[index]);
    return [...(scroller.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].find(
      (row) => row.dataset.row === id,
    );
  };

  function focus(index: number) {
    const item = items[index];
    if (!item) return;
    flushSync(() => setStopId(rowId(item)));
    scrollTo(index);
    element(index)?.focus({ preventScroll: true });
  }

  useLayoutEffect(() => {
    if (stop >= 0) lastStop.current = stop;
    const lost = within.current && document.activeElement === document.body;
    const waited = waits.current && document.activeElement === scroller.current;
    waits.current = false;
    if (!lost && !waited) return;
    // The row under the focus has left the list: the one in its place takes over, as soon as there is one.
    const next = element(stop);
    waits.current = next === undefined;
    (next ?? scroller.current)?.focus({ preventScroll: true });
  });

  return {
    stop,
    focus,
    stopAt: setStopId,
    entered: () => {
      within.current = true;
    },
    left: (event: FocusEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) within.current = false;
    },
    /** Moves when the key is one that moves, and says so. */
    move: (event: KeyboardEvent<HTMLElement>): boolean => {
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        event.shiftKey ||
        event.nativeEvent.isComposing ||
        writesText(event.target) ||
        !event.currentTarget.contains(event.target as Node) // of a menu that a row has opened: its keys are its own
      )
        return false;
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / 56) - 1);
      const step = stepOf(event, page);
      if (step === undefined || items.length === 0) return false;
      event.preventDefault();
      const onRow = event.target instanceof HTMLElement && event.target.dataset.row !== undefined;
      const next = onRow || Math.abs(step) > 1 ? stop + step : stop;
      focus(Math.min(Math.max(next, 0), items.length - 1));
      return true;
    },
  };
}
