import type { LucideIcon } from "lucide-react";
import { ToggleGroup as Radix } from "radix-ui";
import { cx } from "./cx";
import { Icon } from "./icon";

export interface SegmentedProps<Value extends string> {
  options: readonly { value: Value; label: string; icon?: LucideIcon }[];
  value: Value;
  onChange: (value: Value) => void;
  label: string;
}

/** A choice of two to four that all stay in sight. */
export function Segmented<Value extends string>({ options, value, onChange, label }: SegmentedProps<Value>) {
  return (
    <Radix.Root
      type="single"
      value={value}
      onValueChange={(chosen) => chosen && onChange(chosen as Value)}
      aria-label={label}
      className="inline-flex gap-0.5 rounded-control bg-hover"
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          className={cx(
            "flex min-h-8 items-center gap-1.5 rounded-control border border-transparent px-3 text-dense font-medium text-soft transition-colors duration-100 hover:text-ink",
            "data-[state=on]:border-line-control data-[state=on]:bg-raised data-[state=on]:text-ink",
          )}
        >
          {option.icon && <Icon of={option.icon} />}
          {option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
