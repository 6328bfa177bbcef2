// R on a row, then typing at once: what is typed while the conversation opens is meant for its composer, and no shortcut hears it.
import type { ComposerMode } from "@/components/composer";
import { draftOf, keepDraft } from "./drafts";

interface Started {
  conversation: string;
  writer: string;
  mode: ComposerMode;
  typed: string;
}

const longest_ms = 8000; // then something else is wrong, and what was typed is kept as a draft

let started: Started | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function startWriting(conversation: string, writer: string, mode: ComposerMode) {
  giveUp();
  started = { conversation, writer, mode, typed: "" };
  document.addEventListener("keydown", hear, { capture: true });
  timer = setTimeout(giveUp, longest_ms);
}

/** The composer of that conversation is there: it takes the focus, and what was typed for it. */
export function takeWriting(conversation: string): Omit<Started, "conversation" | "writer"> | undefined {
  if (started?.conversation !== conversation) return undefined;
  const { mode, typed } = started;
  end();
  return { mode, typed };
}

function hear(event: KeyboardEvent) {
  if (!started || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") giveUp();
  else if (event.key === "Backspace") started.typed = [...started.typed].slice(0, -1).join("");
  else if (event.key === "Enter") started.typed += "\n";
  else if ([...event.key].length === 1) started.typed += event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function giveUp() {
  if (started?.typed) {
    const { conversation, writer, typed, mode } = started;
    const { text } = draftOf(writer, conversation);
    keepDraft(writer, conversation, { mode, text: text + typed });
  }
  end();
}

function end() {
  started = undefined;
  clearTimeout(timer);
  document.removeEventListener("keydown", hear, { capture: true });
}
