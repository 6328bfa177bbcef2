import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { Turn } from "./message_groups";
import { usePageVisible } from "./use_page_visible";

const row_px = 64;
const near_px = 80;
const ahead = 10; // messages above those that are drawn: earlier ones are fetched before one gets there
const dwell_ms = 400; // who goes through conversations quickly has not read them

const settle_ms = 800;
const hands = ["wheel", "pointerdown", "keydown", "touchmove"];

export interface ThreadScrollOptions {
  scroller: RefObject<HTMLElement | null>;
  turns: readonly Turn[];
  hasEarlier: boolean;
  onEarlier: () => void;
  /** The newest is in sight, and somebody looks. */
  onSeen: () => void;
  /** The message that one comes for, wherever it is. */
  sought: string | undefined;
}

/**
 * Follows the newest while one is at the end; else stays where one reads, whatever comes before or after. Opens at the message that
 * one comes for, else at the first unread one, which is at the end when what is new fits.
 */
export function useThreadScroll({ scroller, turns, hasEarlier, onEarlier, onSeen, sought }: ThreadScrollOptions) {
  const visible = usePageVisible();
  const firstUnread = turns.findIndex(({ unread }) => unread);
  const soughtAt = sought === undefined ? -1 : turns.findIndex(({ message }) => message.id === sought);
  const goals = { unread: firstUnread, sought: soughtAt };
  const [start] = useState(soughtAt >= 0 ? soughtAt : firstUnread);
  const [startAlign] = useState<"start" | "center">(soughtAt >= 0 ? "center" : "start");
  const [view, setView] = useState({ atEnd: start < 0, first: 0, last: 0 });
  const [seen, setSeen] = useState(() => turns[start > 0 ? start - 1 : turns.length - 1]?.message.no ?? 0);
  const [seeking, setSeeking] = useState<keyof typeof goals | undefined>(sought && soughtAt < 0 ? "sought" : undefined);
  const [found, setFound] = useState(false);
  const placed = useRef(start < 0);
  const settling = useRef(start >= 0);

  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => row_px,
    getItemKey: (index) => turns[index]?.message.id ?? index,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: near_px,
    overscan: 10,
    initialOffset: () => (start < 0 ? turns.length : start) * row_px,
    paddingStart: 16,
    paddingEnd: 16,
    scrollPaddingStart: 48,
    onChange: (instance) => {
      const atEnd = instance.isAtEnd(near_px);
      const { startIndex: first, endIndex: last } = instance.range ?? { startIndex: 0, endIndex: 0 };
      setView((now) =>
        now.atEnd === atEnd && now.first === first && now.last === last ? now : { atEnd, first, last },
      );
    },
  });

  const height = virtual.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: who reads the end stays there when something grows
  useLayoutEffect(() => {
    const opensAt = settling.current ? (virtual.getOffsetForIndex(start, startAlign)?.[0] ?? 0) : 0;
    const fits = startAlign === "start" && height - opensAt - (scroller.current?.clientHeight ?? 0) <= near_px;
    if (settling.current && !fits) virtual.scrollToIndex(start, { align: startAlign });
    else if (settling.current || view.atEnd) virtual.scrollToEnd();
    placed.current = true;
  }, [height]);
  const stay = useEffectEvent(() => {
    if (view.atEnd && !settling.current) virtual.scrollToEnd();
  });
  // The place for the thread shrinks under who reads the end: the composer comes, grows, or a phone shows its keys.
  useEffect(() => {
    if (!scroller.current) return undefined;
    const observer = new ResizeObserver(stay);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller]);
  // What is drawn first is measured only then: the beginning is held until it stands, or somebody scrolls.
  useEffect(() => {
    const settle = () => {
      settling.current = false;
    };
    const timer = setTimeout(settle, settle_ms);
    const element = scroller.current;
    for (const hand of hands) element?.addEventListener(hand, settle, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const hand of hands) element?.removeEventListener(hand, settle);
    };
  }, [scroller]);

  const newest = turns.at(-1)?.message.no ?? 0;
  const reached = view.atEnd ? newest : (turns[view.last]?.message.no ?? 0);
  if (seen < reached && placed.current) setSeen(reached);

  if (!found && placed.current && firstUnread >= view.first && firstUnread <= view.last) setFound(true);

  const rows = virtual.getVirtualItems();
  const atStart = (rows[0]?.index ?? 0) < ahead;
  useEffect(() => {
    if (hasEarlier && (atStart || seeking)) onEarlier(); // one that is sought may be in any of the earlier pages
  }, [hasEarlier, atStart, seeking, onEarlier]);
  const goal = seeking ? goals[seeking] : -1;
  useEffect(() => {
    if (!seeking || (goal < 0 && hasEarlier)) return;
    setSeeking(undefined);
    if (goal >= 0) virtual.scrollToIndex(goal, { align: seeking === "sought" ? "center" : "start" });
  }, [seeking, goal, hasEarlier, virtual]);
  useEffect(() => {
    if (!view.atEnd || !visible || turns.length === 0) return;
    const timer = setTimeout(onSeen, dwell_ms);
    return () => clearTimeout(timer);
  }, [view.atEnd, visible, turns.length, onSeen]);

  return {
    virtual,
    rows,
    height,
    atEnd: view.atEnd,
    /** How many have come below what has been in sight. */
    unseen: view.atEnd ? 0 : turns.filter(({ message }) => message.no > seen).length,
    /** Where what is new begins has not been in sight: it lies above, if it is here already. */
    unreadAbove: !found && firstUnread >= 0 && firstUnread < view.first,
    toEnd: () => virtual.scrollToEnd(),
    toUnread: () => setSeeking("unread"),
  };
}
