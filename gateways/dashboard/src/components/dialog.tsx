import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { useFocusBack } from "./focus_back";
import { IconButton } from "./icon_button";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  /** Buttons; the one that does it stands last. */
  footer?: ReactNode;
  wide?: boolean;
}

export function Dialog({ open, onOpenChange, title, text, children, footer, wide = false }: DialogProps) {
  const t = useText();
  const focusBack = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 grid animate-fade items-start justify-items-center overflow-y-auto bg-scrim p-4 sm:pt-[12vh]">
          <Radix.Content
            {...(text ? {} : { "aria-describedby": undefined })}
            onCloseAutoFocus={focusBack}
            className={cx(
              "relative flex w-full animate-float flex-col rounded-panel bg-raised shadow-float outline-none",
              wide ? "max-w-dialog-wide" : "max-w-dialog",
            )}
          >
            <div className="pt-4 pr-14 pl-5">
              <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
              {text && <Radix.Description className="mt-1 text-body text-soft">{text}</Radix.Description>}
            </div>
            {children && <div className="px-5 pt-4">{children}</div>}
            {footer ? (
              <footer className="flex flex-wrap justify-end gap-2 px-5 pt-5 pb-5">{footer}</footer>
            ) : (
              <div className="h-5" />
            )}
            {/* Last, so that what opens begins at its first field or button. */}
            <Radix.Close asChild>
              <IconButton icon={X} label={t("parts.close")} keys="esc" className="absolute top-3 right-3" />
            </Radix.Close>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
