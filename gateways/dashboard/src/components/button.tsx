import type { LucideIcon } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";
import { Spinner } from "./spinner";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "normal" | "large";

const base =
  "relative inline-flex shrink-0 items-center justify-center rounded-control border font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:pointer-events-none disabled:opacity-45";

const kinds: Record<ButtonKind, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  plain:
    "border-line-control bg-raised text-ink hover:bg-[image:linear-gradient(var(--hover),var(--hover))] active:bg-[image:linear-gradient(var(--press),var(--press))] data-[state=open]:bg-[image:linear-gradient(var(--press),var(--press))]",
  quiet: "border-transparent text-soft hover:bg-hover hover:text-ink active:bg-press data-[state=open]:bg-press",
  danger: "border-transparent bg-red-solid text-on-accent hover:bg-red-solid-hover",
};

const sizes: Record<ButtonSize, string> = {
  normal: "min-h-8 px-3 text-dense",
  large: "min-h-10 px-4 text-body",
};

/** The look alone, for links that stand among buttons. */
export function buttonLook(kind: ButtonKind = "plain", size: ButtonSize = "normal"): string {
  return cx(base, kinds[kind], sizes[size], "gap-1.5");
}

export interface ButtonProps extends ComponentProps<"button"> {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: LucideIcon;
  /** Keeps its width, its name and the focus; further presses are not heard. */
  working?: boolean;
}

export function Button({
  kind = "plain",
  size = "normal",
  icon,
  working = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  function press(event: MouseEvent<HTMLButtonElement>) {
    if (working) event.preventDefault();
    else onClick?.(event);
  }
  return (
    <button
      type="button"
      {...rest}
      onClick={press}
      aria-busy={working || undefined}
      aria-disabled={working || rest["aria-disabled"]}
      className={cx(base, kinds[kind], sizes[size], className)}
    >
      <span className={cx("inline-flex items-center gap-1.5", working && "opacity-0")}>
        {icon && <Icon of={icon} className={cx(size === "normal" && "-ml-0.5", kind === "plain" && "text-soft")} />}
        {children}
      </span>
      {working && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  );
}
