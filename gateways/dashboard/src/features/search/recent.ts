// What somebody has searched for last, on this device and for them alone.
import { useSyncExternalStore } from "react";

const most = 8;
const keyOf = (person: string) => `millrace.searches.${person}`;
const watchers = new Set<() => void>();
let read: { kept: string; searches: readonly string[] } = { kept: "[]", searches: [] };

export function recentSearches(person: string): readonly string[] {
  const kept = localStorage.getItem(keyOf(person)) ?? "[]";
  if (kept !== read.kept) read = { kept, searches: searchesIn(kept) };
  return read.searches;
}

function searchesIn(kept: string): readonly string[] {
  try {
    const known: unknown = JSON.parse(kept);
    return Array.isArray(known) ? known.filter((q) => typeof q === "string").slice(0, most) : [];
  } catch {
    return [];
  }
}

/** The newest first, each once. */
export function rememberSearch(person: string, q: string) {
  const words = q.trim();
  if (words === "") return;
  keep(person, [words, ...recentSearches(person).filter((other) => other !== words)].slice(0, most));
}

export function forgetSearches(person: string) {
  keep(person, []);
}

function keep(person: string, searches: readonly string[]) {
  try {
    if (searches.length === 0) localStorage.removeItem(keyOf(person));
    else localStorage.setItem(keyOf(person), JSON.stringify(searches));
  } catch {
    // A browser that is full remembers none.
  }
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  addEventListener("storage", watcher);
  return () => {
    watchers.delete(watcher);
    removeEventListener("storage", watcher);
  };
}

export function useRecentSearches(person: string) {
  return useSyncExternalStore(watch, () => recentSearches(person));
}
