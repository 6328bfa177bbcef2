import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { useFocusBack } from "./focus_back";
import { IconButton } from "./icon_button";

export interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  side?: "left" | "right" | "bottom";
  footer?: ReactNode;
  children: ReactNode;
}

const sides = {
  left: "inset-y-0 left-0 w-[min(100vw-48px,360px)] animate-sheet-left",
  right: "inset-y-0 right-0 w-[min(100vw-48px,420px)] animate-sheet-right",
  bottom: "inset-x-0 bottom-0 max-h-[85dvh] rounded-t-panel animate-sheet-bottom",
};

/** What stands beside the work on a wide screen, and slides over it on a narrow one. */
export function Sheet({ open, onOpenChange, title, side = "right", footer, children }: SheetProps) {
  const t = useText();
  const focusBack = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={focusBack}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className={cx("fixed z-40 flex flex-col bg-raised shadow-float outline-none", sides[side])}
        >
          <div className="flex min-h-12 items-center justify-between gap-2 border-b border-line pr-2 pl-4">
            <Radix.Title className="truncate text-body font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("parts.close")} keys="esc" />
            </Radix.Close>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard */}
          <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto p-4 -outline-offset-2">
            {children}
          </div>
          {footer && <footer className="flex justify-end gap-2 border-t border-line p-4">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
