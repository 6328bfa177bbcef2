import { useState } from "react";
import type { Asking } from "../conversations/selection_bar";

/** Which of the choices over a thread is open: by a press, or by its letter. */
export function useOpening() {
  const [open, setOpen] = useState<Asking>();
  return {
    show: (what: Asking) => setOpen(what),
    of: (what: Asking) => ({
      open: open === what,
      onOpenChange: (next: boolean) => setOpen(next ? what : undefined),
    }),
  };
}

export type Opening = ReturnType<typeof useOpening>;
