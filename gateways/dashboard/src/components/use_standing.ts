import { useState } from "react";

/** Of a text that its field has to itself, what is drawn beside it. */
interface Standing {
  empty: boolean;
  /** By so many characters. */
  tooLong: number;
}

function standingOf(text: string, longest: number): Standing {
  const trimmed = text.trim();
  return { empty: trimmed === "", tooLong: text.length > longest ? Math.max(0, [...trimmed].length - longest) : 0 };
}

/** Renders only when that changes. */
export function useStanding(draft: string, longest: number) {
  const [standing, setStanding] = useState(() => standingOf(draft, longest));
  function look(text: string) {
    const now = standingOf(text, longest);
    setStanding((before) => (before.empty === now.empty && before.tooLong === now.tooLong ? before : now));
  }
  return { ...standing, look };
}
