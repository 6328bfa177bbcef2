// Which keys were pressed, and whether they are a command or somebody's text.
import { writesText } from "@/components/writes_text";

/** "r", "?", "esc", "mod+k", "shift+right": as <Kbd> draws them. Shift is said of keys that are no signs; signs say it themselves. */
export function comboOf(event: KeyboardEvent) {
  const key = event.key === "Escape" ? "esc" : event.key.replace(/^Arrow/, "").toLowerCase();
  const shifted = event.shiftKey && event.key.length > 1 ? `shift+${key}` : key;
  return event.metaKey || event.ctrlKey ? `mod+${shifted}` : shifted;
}

const floating = '[role="dialog"],[role="menu"],[role="listbox"],[role="alertdialog"]';

/** Escape in what one writes in, where nothing else closes by it. */
export function leavesText(event: KeyboardEvent) {
  const { target } = event;
  return (
    event.key === "Escape" && !event.defaultPrevented && writesText(target) && !(target as Element).closest(floating)
  );
}

/** A letter belongs to what one writes in, or to the menu or dialog that is open; a chord does not. */
export function isCommand(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return false;
  if (event.metaKey || event.ctrlKey) return true;
  const { target } = event;
  if (writesText(target)) return false;
  return !(target instanceof Element && target.closest(floating));
}
