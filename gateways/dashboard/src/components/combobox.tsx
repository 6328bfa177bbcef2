import { ChevronsUpDown } from "lucide-react";
import { Popover as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { cx } from "./cx";
import { useField } from "./field";
import { useFocusBack } from "./focus_back";
import { Icon } from "./icon";
import { floatLook } from "./menu";
import { OptionList, type OptionListProps } from "./option_list";
import { controlLook } from "./text_input";

export interface ComboboxProps extends Omit<OptionListProps, "onPick"> {
  onChange: (values: string[]) => void;
  /** Shown while nothing is chosen. */
  empty?: string;
  /** In place of the field that it looks like: a button, a chip. */
  trigger?: ReactNode;
  disabled?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** Chooses one or several of many by writing a part of its name. */
export function Combobox({ onChange, empty, trigger, disabled = false, open, onOpenChange, ...list }: ComboboxProps) {
  const { required: _, ...field } = useField();
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const focusBack = useFocusBack(shown);
  const show = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const chosen = list.options.filter((option) => list.values.includes(option.value)).map((option) => option.label);

  function pick(value: string) {
    const had = list.values.includes(value);
    if (list.multiple) onChange(had ? list.values.filter((one) => one !== value) : [...list.values, value]);
    else {
      onChange([value]);
      show(false);
    }
  }

  return (
    <Radix.Root open={shown} onOpenChange={show}>
      <Radix.Trigger asChild>
        {trigger ?? (
          <button
            type="button"
            {...field}
            disabled={disabled}
            aria-label={field.id ? undefined : [list.label, ...chosen].join(", ")}
            className={cx(controlLook, "flex min-h-8 items-center gap-2 px-2.5 text-left text-dense")}
          >
            <span dir="auto" className={cx("min-w-0 flex-1 truncate", chosen.length === 0 && "text-faint")}>
              {chosen.length > 0 ? chosen.join(", ") : empty}
            </span>
            <Icon of={ChevronsUpDown} className="size-3.5 text-faint" />
          </button>
        )}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={list.label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={focusBack}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
            event.preventDefault(); // a toast that has come meanwhile takes Radix's Escape
            show(false);
          }}
          className={cx(
            floatLook,
            "w-[max(var(--radix-popover-trigger-width),240px)] max-w-[calc(100vw-16px)] overflow-hidden",
          )}
        >
          <OptionList {...list} onPick={pick} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
