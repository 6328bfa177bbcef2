// The application as this browser keeps it (worker/): registered where pages are safe, asked for a newer release, and what it says of one.
import { useEffect, useSyncExternalStore } from "react";
import { kept } from "../../worker/kept";

const watchers = new Set<() => void>();
let isNewer = false;
let registering: Promise<ServiceWorkerRegistration> | undefined;

/** After the page is there: what it fetches does not come before what is looked at. */
export function install() {
  const own = document.querySelector<HTMLMetaElement>('meta[name="release"]')?.content; // none while it is worked on
  if (!own || !("serviceWorker" in navigator)) return; // which it is on secure origins only
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    isNewer = data.release !== own;
    for (const watcher of watchers) watcher();
  });
  registering = navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  registering.catch(() => undefined); // a browser that refuses, as in a private window, works without
}

/** A server that comes back may have been released anew. */
export function useReleaseCheck(back: boolean) {
  useEffect(() => {
    if (back) void registering?.then((registration) => registration.update()).catch(() => undefined);
  }, [back]);
}

export function useNewerRelease() {
  return useSyncExternalStore(watch, () => isNewer);
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** What was kept of one person's reading is not there for the next. */
export async function forgetReading() {
  if ("caches" in globalThis) await caches.delete(kept);
}
