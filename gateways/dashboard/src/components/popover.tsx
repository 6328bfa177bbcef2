import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { floatLook } from "./menu";

export interface PopoverProps {
  /** A Button or IconButton. */
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Without the room around its content, for lists. */
  flush?: boolean;
  /** Where the focus goes then: back to the trigger, unless that is prevented. */
  onCloseAutoFocus?: (event: Event) => void;
}

export function Popover({
  trigger,
  label,
  children,
  align = "start",
  side = "bottom",
  flush = false,
  onCloseAutoFocus,
  ...openness
}: PopoverProps) {
  return (
    <Radix.Root {...openness}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
          className={cx(floatLook, "w-70", flush ? "overflow-hidden" : "p-3")}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
