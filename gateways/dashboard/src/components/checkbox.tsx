import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

export interface CheckboxProps {
  label: string;
  /** Keeps the label for screen readers only, where a row says it. */
  hideLabel?: boolean;
  hint?: ReactNode;
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  tabIndex?: number;
}

export function Checkbox({
  label,
  hideLabel = false,
  hint,
  checked,
  onChange,
  disabled = false,
  tabIndex,
}: CheckboxProps) {
  const id = useId();
  const box = (
    <Radix.Root
      id={id}
      checked={checked}
      disabled={disabled}
      tabIndex={tabIndex}
      onCheckedChange={(next) => onChange(next === true)}
      aria-label={hideLabel ? label : undefined}
      aria-describedby={hint ? `${id}-hint` : undefined}
      className={cx(
        "relative grid size-4 shrink-0 place-items-center rounded-control border border-line-mark bg-panel text-on-accent transition-colors duration-100",
        "after:absolute after:-inset-2 after:content-[''] disabled:opacity-45",
        "data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent",
      )}
    >
      <Radix.Indicator>
        <Icon of={checked === "indeterminate" ? Minus : Check} className="size-3 stroke-[3]" />
      </Radix.Indicator>
    </Radix.Root>
  );
  if (hideLabel) return box;
  return (
    <div className="flex gap-2">
      <span className="flex h-8 items-center">{box}</span>
      <div className="min-w-0">
        <label htmlFor={id} className="flex min-h-8 items-center text-dense text-ink">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="-mt-1 pb-1 text-meta text-faint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
