import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { useField } from "./field";
import { Icon } from "./icon";

/** The frame that every control one writes into shares. */
export const controlLook =
  "w-full rounded-control border border-line-control bg-panel text-ink transition-colors duration-100 hover:border-line-mark disabled:pointer-events-none disabled:opacity-45 aria-invalid:border-red-mark focus:border-focus data-[state=open]:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus";

export interface TextInputProps extends ComponentProps<"input"> {
  icon?: LucideIcon;
  /** At the end of the line: a unit, a key, a small button. */
  trail?: ReactNode;
}

export function TextInput({ icon, trail, className, ...rest }: TextInputProps) {
  const field = useField();
  return (
    <span className="relative flex w-full items-center">
      {icon && <Icon of={icon} className="pointer-events-none absolute left-2.5 text-faint" />}
      <input
        {...field}
        {...rest}
        className={cx(
          controlLook,
          "min-h-8 px-2.5 text-dense [&::-webkit-search-cancel-button]:hidden",
          icon && "pl-8",
          trail ? "pr-9" : "",
          className,
        )}
      />
      {trail && <span className="absolute right-1 flex items-center">{trail}</span>}
    </span>
  );
}
