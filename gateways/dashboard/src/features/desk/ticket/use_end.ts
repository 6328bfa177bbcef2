import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

const near_px = 80;

/**
 * Whoever is at the end of what scrolls stays there when something comes; whoever reads elsewhere is told how much has come. `newest`:
 * the greatest number there is; nothing while that is not known.
 */
export function useEnd(scroller: RefObject<HTMLElement | null>, newest: number | undefined) {
  const [seen, setSeen] = useState(newest);
  const atEnd = useRef(false);
  const toEnd = useCallback(() => scroller.current?.scrollTo({ top: scroller.current.scrollHeight }), [scroller]);
  const look = useCallback(() => {
    const place = scroller.current;
    atEnd.current = place !== null && place.scrollHeight - place.scrollTop - place.clientHeight < near_px;
    if (atEnd.current) setSeen(newest);
  }, [scroller, newest]);
  if (seen === undefined && newest !== undefined) setSeen(newest); // those that were there are not new

  useLayoutEffect(() => {
    if (seen !== undefined && newest !== undefined && newest > seen && atEnd.current) toEnd();
    look();
  });
  return { seen: seen ?? newest ?? 0, toEnd, onScroll: look };
}
