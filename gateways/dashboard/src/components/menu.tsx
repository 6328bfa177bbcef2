import { Check, ChevronRight, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { useFocusBack } from "./focus_back";
import { Icon } from "./icon";
import { Kbd } from "./kbd";

export type MenuEntry =
  | {
      kind?: "item";
      label: string;
      icon?: LucideIcon;
      keys?: string;
      danger?: boolean;
      disabled?: boolean;
      onSelect: () => void;
    }
  | { kind: "check"; label: string; checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void }
  | {
      kind: "choice";
      value: string;
      options: { value: string; label: string; mark?: ReactNode }[];
      onChange: (value: string) => void;
    }
  | { kind: "menu"; label: string; icon?: LucideIcon; entries: MenuEntry[] }
  | { kind: "heading"; label: string }
  | { kind: "line" };

export const floatLook = "z-50 rounded-panel bg-raised text-dense text-ink shadow-float outline-none animate-float";
const panel = cx(
  floatLook,
  "min-w-48 max-w-80 max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto p-1",
);
export const rowLook =
  "flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 select-none -outline-offset-2 data-highlighted:bg-hover data-[selected=true]:bg-hover data-[disabled='']:opacity-45 data-[disabled=true]:opacity-45";

export interface MenuProps {
  /** A Button or IconButton. */
  trigger: ReactNode;
  entries: MenuEntry[];
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Menu({ trigger, entries, align = "start", side = "bottom", ...openness }: MenuProps) {
  const focusBack = useFocusBack(openness.open ?? false);
  return (
    <Radix.Root modal={false} {...openness}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          {...(openness.open === undefined ? {} : { onCloseAutoFocus: focusBack })}
          className={panel}
        >
          <Entries of={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entries({ of }: { of: MenuEntry[] }) {
  return of.map((entry, at) => {
    const key = "label" in entry ? `${entry.kind}:${entry.label}` : `${entry.kind}:${at}`;
    return <Entry key={key} of={entry} />;
  });
}

function Entry({ of: entry }: { of: MenuEntry }) {
  switch (entry.kind) {
    case "line":
      return <Radix.Separator className="mx-2 my-1 h-px bg-line" />;
    case "heading":
      return <Radix.Label className="px-2 pt-2 pb-1 text-meta font-medium text-faint">{entry.label}</Radix.Label>;
    case "check":
      return (
        <Radix.CheckboxItem
          checked={entry.checked}
          disabled={entry.disabled ?? false}
          onCheckedChange={entry.onChange}
          onSelect={(event) => event.preventDefault()}
          className={rowLook}
        >
          <Mark />
          {entry.label}
        </Radix.CheckboxItem>
      );
    case "choice":
      return (
        <Radix.RadioGroup value={entry.value} onValueChange={entry.onChange}>
          {entry.options.map((option) => (
            <Radix.RadioItem key={option.value} value={option.value} className={rowLook}>
              <Mark />
              {option.mark}
              {option.label}
            </Radix.RadioItem>
          ))}
        </Radix.RadioGroup>
      );
    case "menu":
      return (
        <Radix.Sub>
          <Radix.SubTrigger className={cx(rowLook, "data-[state=open]:bg-hover")}>
            {entry.icon && <Icon of={entry.icon} className="text-faint" />}
            <span className="flex-1">{entry.label}</span>
            <Icon of={ChevronRight} className="text-faint" />
          </Radix.SubTrigger>
          <Radix.Portal>
            <Radix.SubContent sideOffset={6} collisionPadding={8} className={panel}>
              <Entries of={entry.entries} />
            </Radix.SubContent>
          </Radix.Portal>
        </Radix.Sub>
      );
    default:
      return (
        <Radix.Item
          disabled={entry.disabled ?? false}
          onSelect={entry.onSelect}
          className={cx(rowLook, entry.danger && "text-red-ink")}
        >
          {entry.icon && <Icon of={entry.icon} className={entry.danger ? "" : "text-faint"} />}
          <span className="flex-1">{entry.label}</span>
          {entry.keys && <Kbd keys={entry.keys} />}
        </Radix.Item>
      );
  }
}

function Mark() {
  return (
    <span className="grid size-4 place-items-center text-accent-ink">
      <Radix.ItemIndicator>
        <Icon of={Check} />
      </Radix.ItemIndicator>
    </span>
  );
}
