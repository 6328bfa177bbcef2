// The first screen of a page comes before all that nobody waits for: that begins once it has been painted.
import { useSyncExternalStore } from "react";

const longest_ms = 10_000; // then it begins all the same
const unpainted_ms = 2000; // a page that nobody looks at is not painted
const watchers = new Set<() => void>();
let end: (() => void) | undefined;

/** Said by who starts the application; where nobody says so, nothing waits. `then`: done when it has been painted. */
export function firstScreenComes(then: () => void) {
  end = () => {
    end = undefined;
    for (const watcher of watchers) watcher();
    then();
  };
  setTimeout(() => end?.(), longest_ms);
}

/** It is drawn, and will be painted. */
export function firstScreenIsThere() {
  setTimeout(() => end?.(), unpainted_ms);
  requestAnimationFrame(() => setTimeout(() => whenIdle(() => end?.())));
}

/** Safari has no such call: there it is soon. */
function whenIdle(work: () => void) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 50);
}

/** Whether what nobody waits for may begin. */
export function useAfterFirstScreen() {
  return useSyncExternalStore(watch, () => end === undefined);
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}
