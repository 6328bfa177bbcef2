import { cx } from "./cx";

const apple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const signs: Record<string, string> = apple
  ? { mod: "⌘", alt: "⌥", shift: "⇧", enter: "↵", up: "↑", down: "↓", left: "←", right: "→", esc: "Esc" }
  : { mod: "Ctrl", alt: "Alt", shift: "⇧", enter: "↵", up: "↑", down: "↓", left: "←", right: "→", esc: "Esc" };

export interface KbdProps {
  /** `mod+k` is ⌘K or Ctrl K; `g i` is one key after the other. */
  keys: string;
  /** On the dark ground of a tooltip. */
  inverted?: boolean;
}

export function Kbd({ keys, inverted = false }: KbdProps) {
  const caps = keys.split(/[+ ]/).map((key) => signs[key] ?? key.toUpperCase());
  return (
    <kbd className="inline-flex gap-0.5 font-sans text-meta">
      {caps.map((cap, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one chord have no other identity
          key={at}
          className={cx(
            "grid min-h-5 min-w-5 place-items-center rounded-control px-1",
            inverted ? "bg-panel/20 text-panel" : "border border-line bg-ground text-faint",
          )}
        >
          {cap}
        </span>
      ))}
    </kbd>
  );
}
