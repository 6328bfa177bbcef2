import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { ToastProvider } from "./toast";

/** Stands once, around the whole application: tooltips share their delay, toasts their place. */
export function PartsProvider({ children }: { children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={450} skipDelayDuration={300}>
      <ToastProvider>{children}</ToastProvider>
    </Tooltip.Provider>
  );
}
