import { type ClipboardEvent, type DragEvent, useState } from "react";

/** Files that are dropped on a place or pasted into it; text goes its usual way. */
export function useFileDrop(onFiles: ((files: File[]) => void) | undefined) {
  const [over, setOver] = useState(false);
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (!onFiles || pasted.length === 0) return;
    event.preventDefault();
    onFiles(pasted);
  };
  const place = onFiles && {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      const dropped = [...event.dataTransfer.files];
      setOver(false);
      if (dropped.length === 0) return;
      event.preventDefault();
      onFiles(dropped);
    },
  };
  return { over, place, onPaste };
}
