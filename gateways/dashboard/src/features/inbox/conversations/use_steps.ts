import { type KeyboardEvent, type RefObject, useRef } from "react";
import type { ListHandle } from "@/components/list";
import type { ListedConversation } from "./live";
import type { SelectionOf } from "./use_selection";

export interface StepOptions {
  rows: readonly ListedConversation[];
  open: string | undefined;
  handle: RefObject<ListHandle | null>;
  show: (id: string) => void;
  selection: SelectionOf;
}

/** To the next conversation and to the one before: the focus moves, and with one open beside the list, so does what is open. */
export function useSteps({ rows, open, handle, show, selection }: StepOptions) {
  const last = useRef(0);
  const at = rows.findIndex(({ id }) => id === open);
  if (at >= 0) last.current = at;

  function step(by: 1 | -1) {
    const next = rows[nextIndex(at, last.current, by, rows.length)];
    if (!next) return;
    handle.current?.focusRow(next.id);
    if (open) show(next.id);
  }

  function pressInList(event: KeyboardEvent) {
    if (event.altKey) return;
    const mod = event.metaKey || event.ctrlKey;
    const by = !mod && !event.shiftKey && open ? steps[event.key] : undefined;
    if (by) step(by);
    else if (mod && event.key === "a") selection.all();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return { step, pressInList };
}

const steps: Record<string, 1 | -1 | undefined> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** `last`: where the one that is open stood, when it has left the list: the next one has its place now. */
export function nextIndex(at: number, last: number, by: 1 | -1, length: number) {
  const to = at >= 0 ? at + by : by === 1 ? last : last - 1;
  return Math.min(Math.max(to, 0), length - 1);
}
