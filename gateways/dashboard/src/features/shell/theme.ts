// Light, dark, or as the system has it; public/theme.js sets it before the page is painted.
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const key = "millrace.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set<() => void>();

function chosen(): Theme {
  const theme = localStorage.getItem(key);
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** What is seen. */
function shown(): Exclude<Theme, "system"> {
  const theme = chosen();
  return theme === "system" ? (dark.matches ? "dark" : "light") : theme;
}

function show() {
  document.documentElement.dataset.theme = shown();
  for (const watcher of watchers) watcher();
}

dark.addEventListener("change", show);

function choose(theme: Theme) {
  localStorage.setItem(key, theme);
  show();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** One for the whole page: what is chosen at one place is so at the others. */
export function useTheme() {
  return { theme: useSyncExternalStore(watch, chosen), shown: useSyncExternalStore(watch, shown), choose };
}
