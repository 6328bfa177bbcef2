import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

export interface TooltipProps {
  text: string;
  /** The key that does the same, as `Kbd` spells it. */
  keys?: string;
  side?: "top" | "right" | "bottom" | "left";
  open?: boolean;
  children: ReactNode;
}

/** Names what has no words of its own. Its child must take a ref and the props of a button or link. */
export function Tooltip({ text, keys, side = "top", open, children }: TooltipProps) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-80 animate-fade items-center gap-2 rounded-control bg-ink px-2 py-1 text-meta text-panel"
        >
          {text}
          {keys && <Kbd keys={keys} inverted />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
