import { useSyncExternalStore } from "react";

function watch(watcher: () => void) {
  document.addEventListener("visibilitychange", watcher);
  return () => document.removeEventListener("visibilitychange", watcher);
}

/** Whether somebody can see this page: what comes meanwhile has not been read. */
export function usePageVisible() {
  return useSyncExternalStore(watch, () => document.visibilityState === "visible");
}
