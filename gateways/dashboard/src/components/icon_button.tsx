import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** Its accessible name, and what the tooltip says. */
  label: string;
  keys?: string;
  kind?: "quiet" | "plain" | "primary";
  /** For buttons that stay down. */
  pressed?: boolean;
  working?: boolean;
  side?: "top" | "right" | "bottom" | "left";
}

const kinds = {
  quiet:
    "border-transparent text-soft hover:bg-hover hover:text-ink active:bg-press data-[state=open]:bg-press aria-pressed:bg-selected aria-pressed:text-accent-ink",
  plain: "border-line-control bg-raised text-soft hover:text-ink aria-pressed:bg-selected aria-pressed:text-accent-ink",
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
};

export function IconButton({
  icon,
  label,
  keys,
  kind = "quiet",
  pressed,
  working = false,
  side,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys ? { keys } : {})} {...(side ? { side } : {})}>
      <button
        type="button"
        {...rest}
        onClick={working ? undefined : onClick}
        aria-label={label}
        aria-pressed={pressed}
        aria-busy={working || undefined}
        aria-disabled={working || undefined}
        className={cx(
          "inline-grid size-8 shrink-0 place-items-center rounded-control border transition-colors duration-100 disabled:pointer-events-none disabled:opacity-45",
          kinds[kind],
          className,
        )}
      >
        {working ? <Spinner /> : <Icon of={icon} />}
      </button>
    </Tooltip>
  );
}
