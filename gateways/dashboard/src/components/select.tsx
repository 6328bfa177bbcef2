import { Check, ChevronsUpDown, type LucideIcon } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cx } from "./cx";
import { useField } from "./field";
import { Icon } from "./icon";
import { floatLook, rowLook } from "./menu";
import { controlLook } from "./text_input";

export interface SelectProps<Value extends string> {
  options: readonly { value: Value; label: string; icon?: LucideIcon; disabled?: boolean }[];
  value: Value | undefined;
  onChange: (value: Value) => void;
  placeholder?: string;
  /** Its name, where no Field gives one. */
  label?: string;
  disabled?: boolean;
}

export function Select<Value extends string>({
  options,
  value,
  onChange,
  placeholder,
  label,
  disabled = false,
}: SelectProps<Value>) {
  const { required: _, ...field } = useField();
  return (
    <Radix.Root value={value ?? ""} onValueChange={(chosen) => onChange(chosen as Value)} disabled={disabled}>
      <Radix.Trigger
        {...field}
        aria-label={label}
        className={cx(
          controlLook,
          "flex min-h-8 items-center gap-2 px-2.5 text-left text-dense data-placeholder:text-faint",
        )}
      >
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Icon of={ChevronsUpDown} className="size-3.5 text-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            floatLook,
            "max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden",
          )}
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} disabled={option.disabled} className={rowLook}>
                {option.icon && <Icon of={option.icon} className="text-faint" />}
                <span className="min-w-0 flex-1 truncate">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                </span>
                <span className="grid size-4 place-items-center text-accent-ink">
                  <Radix.ItemIndicator>
                    <Icon of={Check} />
                  </Radix.ItemIndicator>
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
