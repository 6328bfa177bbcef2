// Whether the palette, the search, the sheet of shortcuts or what the palette begins is open: anybody may open it.
import { useSyncExternalStore } from "react";

/** The palette does and goes, and finds as well; the search finds alone. */
export type PaletteMode = "palette" | "search";
/** What is begun from it on any screen. */
export type NewKind = "conversation" | "customer";
type Open = PaletteMode | NewKind | "shortcuts" | undefined;

let open: Open;
const watchers = new Set<() => void>();

function set(next: Open) {
  open = next;
  for (const watcher of watchers) watcher();
}

let typed = "";
let letGo = () => {};

/** What is typed before its field is there, which may have to be fetched, is typed into it: no letter is taken for a command. */
function holdKeys() {
  letGo();
  typed = "";
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Backspace") typed = typed.slice(0, -1);
    else if (event.key.length === 1) typed += event.key;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", hear, true);
  letGo = () => document.removeEventListener("keydown", hear, true);
}

function openFor(mode: PaletteMode) {
  if (open !== mode) holdKeys();
  set(mode);
}

/** The field is there: what has been typed for it. */
export function takeTyped() {
  letGo();
  return typed;
}

export const openPalette = () => openFor("palette");
export const openSearch = () => openFor("search");
export const openShortcuts = () => set("shortcuts");
export const openNew = (kind: NewKind) => set(kind);

export function closePalette() {
  letGo();
  set(undefined);
}

export function useOpenPalette() {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => open,
  );
}
