import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import type { Suggestions } from "./use_suggestions";

/** Above the composer, so that what one writes does not move. */
export function SuggestionList({ id, state: { asked, take, choose } }: { id: string; state: Suggestions }) {
  const t = useText();
  if (!asked) return null;
  return (
    <div className="absolute bottom-full left-0 z-30 mb-1 w-full max-w-90 animate-float overflow-hidden rounded-panel bg-raised p-1 shadow-float">
      <div
        id={id}
        role="listbox"
        aria-label={asked.sign === "/" ? t("parts.composer.canned") : t("parts.composer.members")}
      >
        {asked.found.map((suggestion, at) => (
          // The focus stays in the text; the text names the chosen option.
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={suggestion.id}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === asked.chosen}
            onPointerMove={() => at === asked.chosen || choose(at)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(suggestion)}
            className={cx(
              "flex min-h-8 cursor-default items-baseline gap-2 rounded-control px-2 py-1.5 text-dense",
              at === asked.chosen && "bg-hover",
            )}
          >
            <span className="max-w-1/2 shrink-0 truncate font-medium">{suggestion.label}</span>
            <span className="truncate text-faint">{suggestion.detail}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
