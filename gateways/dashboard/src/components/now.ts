import { useSyncExternalStore } from "react";

const tick_ms = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tick_ms);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What `read` makes of the time; renders again only when that changes. One clock for the whole page. */
export function useNow<Value extends string | number | boolean>(read: (now_ms: number) => Value): Value {
  return useSyncExternalStore(listen, () => read(timer ? now : Date.now()));
}
