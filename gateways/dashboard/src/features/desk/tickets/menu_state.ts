import { useState } from "react";

export type Picker = "status" | "priority" | "assignee";

/** Which picker of which ticket a letter has opened. */
export function usePickers() {
  const [opened, setOpened] = useState<{ ticket: string; picker: Picker }>();
  return {
    open: (ticket: string, picker: Picker) => setOpened({ ticket, picker }),
    /** For the picker itself. */
    of: (ticket: string, picker: Picker) => ({
      open: opened?.ticket === ticket && opened.picker === picker,
      onOpenChange: (open: boolean) => setOpened(open ? { ticket, picker } : undefined),
    }),
  };
}

export type Pickers = ReturnType<typeof usePickers>;
