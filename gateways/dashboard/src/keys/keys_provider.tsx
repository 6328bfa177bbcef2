// The one keyboard layer: screens say what can be done and by which key; it listens, and the palette and the `?` sheet show them.
import type { LucideIcon } from "lucide-react";
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from "react";
import { comboOf, isCommand, leavesText } from "./combo";

export interface Action {
  text: string;
  /** "r", "mod+k"; none: it is in the palette alone. */
  keys?: string;
  icon?: LucideIcon;
  /** What takes the focus takes it in here, before the next key is heard. */
  run: () => void;
  /** Only a key: moving about is nothing to look for in the palette. */
  unlisted?: boolean;
}

export interface Scope {
  /** Where these keys work: "Inbox". */
  name: string;
  actions: readonly Action[];
  /** On every screen: what a screen itself says comes before. */
  everywhere?: boolean;
}

/** What a key that is held down does again and again; all else it does once. */
const moves = /^(j|k|(shift\+)?(up|down|left|right))$/;

class Keys {
  #registered: readonly Scope[] = [];
  #scopes: readonly Scope[] = [];
  readonly #watchers = new Set<() => void>();

  scopes = () => this.#scopes;

  watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  /** What comes later, comes first: the thread's letters before the list's. */
  register(scope: Scope) {
    const others = this.#registered;
    const inner = scope.everywhere ? others.filter(({ everywhere }) => !everywhere) : [];
    this.#set([...inner, scope, ...others.filter((other) => !inner.includes(other))]);
    return () => this.#set(this.#registered.filter((other) => other !== scope));
  }

  hear = (event: KeyboardEvent) => {
    if (leavesText(event)) return leave(event.target as HTMLElement);
    if (!isCommand(event)) return;
    const combo = comboOf(event);
    const action = this.#scopes.flatMap((scope) => scope.actions).find((known) => known.keys === combo);
    if (!action) return;
    event.preventDefault(); // the letter is not written into what gets the focus
    if (!event.repeat || moves.test(combo)) action.run();
  };

  #set(registered: readonly Scope[]) {
    this.#registered = registered;
    this.#scopes = withoutTaken(registered);
    for (const watcher of this.#watchers) watcher();
  }
}

/** A key is what the innermost says; further out the same can be done by name alone. */
function withoutTaken(scopes: readonly Scope[]): Scope[] {
  const taken = new Set<string>();
  return scopes.map((scope) => {
    const actions = scope.actions.map(({ keys, ...action }) =>
      keys && !taken.has(keys) ? { ...action, keys } : action,
    );
    for (const { keys } of scope.actions) if (keys) taken.add(keys);
    return { ...scope, actions };
  });
}

/** For what it stands in, so that letters are commands again, and the next Tab goes on from there. */
function leave(text: HTMLElement) {
  const around = text.parentElement?.closest<HTMLElement>('[tabindex="-1"]');
  if (around) around.focus({ preventScroll: true });
  else text.blur();
}

const Context = createContext<Keys | undefined>(undefined);

export function KeysProvider({ children }: { children: ReactNode }) {
  const [keys] = useState(() => new Keys());
  useEffect(() => {
    document.addEventListener("keydown", keys.hear);
    return () => document.removeEventListener("keydown", keys.hear);
  }, [keys]);
  return <Context value={keys}>{children}</Context>;
}

export function useKeyLayer() {
  const keys = use(Context);
  if (!keys) throw new Error("useKeyLayer needs a KeysProvider above it");
  return keys;
}

/** What can be done here now, the innermost first. */
export function useScopes() {
  const keys = useKeyLayer();
  return useSyncExternalStore(keys.watch, keys.scopes);
}
