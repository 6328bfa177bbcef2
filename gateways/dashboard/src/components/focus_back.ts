import { useLayoutEffect, useRef } from "react";

/** What a key has opened gives the focus back to where it was, rather than to the button that would have opened it. */
export function useFocusBack(shown: boolean) {
  const before = useRef<Element>(null);
  useLayoutEffect(() => {
    if (shown) before.current = document.activeElement; // what opens takes the focus later
  }, [shown]);
  return (event: Event) => {
    const was = before.current;
    before.current = null;
    if (!(was instanceof HTMLElement) || !was.isConnected || was === document.body) return;
    event.preventDefault();
    was.focus();
  };
}
