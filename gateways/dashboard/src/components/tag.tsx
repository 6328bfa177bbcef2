import { X } from "lucide-react";
import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { Icon } from "./icon";

const look =
  "relative inline-flex min-h-6 min-w-0 max-w-48 items-center gap-1 rounded-control border border-line bg-panel px-2 text-meta text-soft";
/** The whole chip and a little around it is the target. */
const reach =
  "after:absolute after:-inset-1 after:content-[''] hover:border-line-control hover:bg-hover hover:text-ink transition-colors duration-100";

/** Characters that the server takes. */
export const longest_tag = 50;

export interface TagProps {
  name: string;
  onOpen?: () => void;
  onRemove?: () => void;
}

/** A word that somebody put on a thing. One press anywhere on it opens it, or takes it off. */
export function Tag({ name, onOpen, onRemove }: TagProps) {
  const t = useText();
  const text = (
    <span dir="auto" className="truncate">
      {name}
    </span>
  );
  if (onRemove)
    return (
      <button
        type="button"
        onClick={onRemove}
        aria-label={t("parts.remove", { name })}
        title={t("parts.remove", { name })}
        className={cx(look, reach, "group")}
      >
        {text}
        <Icon of={X} className="-mr-1 size-3 text-faint group-hover:text-ink" />
      </button>
    );
  if (onOpen)
    return (
      <button type="button" onClick={onOpen} className={cx(look, reach)}>
        {text}
      </button>
    );
  return <span className={look}>{text}</span>;
}
