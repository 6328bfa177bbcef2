// What this device does when a customer writes: nothing, until somebody here has asked for it.
import { useSyncExternalStore } from "react";

export interface AlertSettings {
  sound: boolean;
  notification: boolean;
}

const key = "millrace.alerts";
const none: AlertSettings = { sound: false, notification: false };
const watchers = new Set<() => void>();

let kept: string | null | undefined;
let settings = none;

export function alertSettings(): AlertSettings {
  const now = localStorage.getItem(key);
  if (now === kept) return settings;
  kept = now;
  settings = { sound: now?.includes("sound") ?? false, notification: now?.includes("notification") ?? false };
  return settings;
}

export function setAlerts(next: AlertSettings) {
  const words = [next.sound && "sound", next.notification && "notification"].filter(Boolean).join(" ");
  if (words) localStorage.setItem(key, words);
  else localStorage.removeItem(key);
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  addEventListener("storage", watcher); // another tab has set it
  return () => {
    watchers.delete(watcher);
    removeEventListener("storage", watcher);
  };
}

export function useAlertSettings() {
  return useSyncExternalStore(watch, alertSettings);
}
