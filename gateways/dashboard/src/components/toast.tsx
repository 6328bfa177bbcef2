import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, use, useCallback, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { Button } from "./button";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";
import { Kbd } from "./kbd";

export interface ToastText {
  text: string;
  tone?: "neutral" | "green" | "red";
  /** Offered until the toast goes. */
  undo?: () => void;
  /** In place of undo: retry, open, … */
  action?: { label: string; onAct: () => void };
  duration_ms?: number;
}

/** What it answers takes the toast away again: it said too much. */
type Show = (toast: ToastText) => () => void;

const ToastContext = createContext<Show | null>(null);

export function useToast(): Show {
  const show = use(ToastContext);
  if (!show) throw new Error("useToast needs a ToastProvider above it");
  return show;
}

const UndoContext = createContext<(() => void) | undefined>(undefined);

/** What the newest toast that offers it would take back; that toast goes with it. */
export const useLastUndo = () => use(UndoContext);

const most = 3;
let given = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useText();
  const [toasts, setToasts] = useState<(ToastText & { id: number })[]>([]);
  const hide = useCallback((id: number) => setToasts((shown) => shown.filter((one) => one.id !== id)), []);
  const show = useCallback<Show>(
    (toast) => {
      const id = ++given;
      setToasts((shown) => [...shown, { ...toast, id }].slice(-most));
      return () => hide(id);
    },
    [hide],
  );
  const last = toasts.findLast(({ undo }) => undo);
  const undoLast =
    last &&
    (() => {
      hide(last.id);
      last.undo?.();
    });
  return (
    <ToastContext value={show}>
      <Radix.Provider label={t("parts.notifications")} swipeDirection="down">
        <UndoContext value={undoLast}>{children}</UndoContext>
        {toasts.map((toast) => (
          <Radix.Root
            key={toast.id}
            duration={toast.duration_ms ?? (toast.undo || toast.action ? 8000 : 5000)}
            onOpenChange={(open) => open || hide(toast.id)}
            className="pointer-events-auto"
          >
            <ToastCard {...toast} />
          </Radix.Root>
        ))}
        <Radix.Viewport className="pointer-events-none fixed inset-x-0 top-10 z-50 flex flex-col items-center gap-2 p-4 -outline-offset-2 sm:top-auto sm:right-auto sm:bottom-0 sm:items-start" />
      </Radix.Provider>
    </ToastContext>
  );
}

function ToastCard({ text, tone = "neutral", undo, action }: ToastText) {
  const t = useText();
  const offer = undo ? { label: t("parts.undo"), onAct: undo } : action;
  return (
    <div className="flex min-h-10 w-90 max-w-full animate-toast items-center gap-2 rounded-panel bg-raised py-1 pr-1 pl-3 text-dense text-ink shadow-float">
      {tone === "green" && <Icon of={CircleCheck} className="text-green-mark" />}
      {tone === "red" && <Icon of={CircleAlert} className="text-red-mark" />}
      <Radix.Description className="min-w-0 flex-1 py-1">{text}</Radix.Description>
      {offer && (
        <Radix.Action asChild altText={offer.label}>
          <Button kind="quiet" onClick={offer.onAct} className="text-accent-ink!">
            {offer.label}
            {undo && (
              <span aria-hidden className="hidden sm:inline">
                <Kbd keys="z" />
              </span>
            )}
          </Button>
        </Radix.Action>
      )}
      <Radix.Close asChild>
        <IconButton icon={X} label={t("parts.dismiss")} />
      </Radix.Close>
    </div>
  );
}
