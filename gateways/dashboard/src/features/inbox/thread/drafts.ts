// One draft a conversation, whatever view leads there, and whether it is a reply or a note; it survives reload, release and log-out,
// and is its writer's alone where several people use one browser.
import { useSyncExternalStore } from "react";
import type { Me } from "@/api/types";
import type { ComposerMode } from "@/components/composer";

interface Draft {
  text: string;
  mode: ComposerMode;
}

/** The person, whatever membership they write by: who is removed and comes back finds their drafts. */
export const writerOf = ({ account_id, id }: Me) => account_id ?? id;

const none: Draft = { text: "", mode: "reply" };
const keyOf = (writer: string, conversation: string) => `millrace.draft.${writer}.${conversation}`;
const watchers = new Set<() => void>();

export function draftOf(writer: string, conversation: string): Draft {
  const kept = localStorage.getItem(keyOf(writer, conversation));
  if (!kept) return none;
  const [mode, ...lines] = kept.split("\n");
  return { mode: mode === "note" ? "note" : "reply", text: lines.join("\n") };
}

/** False when the browser has no room for it. */
export function keepDraft(writer: string, conversation: string, { text, mode }: Draft): boolean {
  const key = keyOf(writer, conversation);
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, `${mode}\n${text}`);
    return true;
  } catch {
    return false;
  } finally {
    for (const watcher of watchers) watcher();
  }
}

/** Whether something is written and not sent. */
export function useHasDraft(writer: string, conversation: string) {
  return useSyncExternalStore(watch, () => localStorage.getItem(keyOf(writer, conversation)) !== null);
}

/** In this tab or another. */
function watch(watcher: () => void) {
  watchers.add(watcher);
  addEventListener("storage", watcher);
  return () => {
    watchers.delete(watcher);
    removeEventListener("storage", watcher);
  };
}
