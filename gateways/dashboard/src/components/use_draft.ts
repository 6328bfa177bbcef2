import { useCallback, useEffect, useRef, useState } from "react";

const pause_ms = 400;

/** What is written is told onward when the hand rests or leaves. Nothing is drawn for it. */
export function useKeptDraft(onDraft: (text: string) => void) {
  const untold = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useRef(onDraft);
  useEffect(() => {
    tell.current = onDraft;
  });

  const [{ keep, flush }] = useState(() => {
    const flush = (last = untold.current) => {
      clearTimeout(timer.current);
      untold.current = undefined;
      if (last !== undefined) tell.current(last);
    };
    const keep = (written: string) => {
      untold.current = written;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => flush(), pause_ms);
    };
    return { keep, flush };
  });

  useEffect(() => {
    const leave = () => flush();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      flush();
    };
  }, [flush]);

  return { keep, flush };
}

/** Text that lives here while it is written. */
export function useDraft(draft: string, onDraft: (text: string) => void) {
  const [text, setText] = useState(draft);
  const { keep, flush } = useKeptDraft(onDraft);
  const write = useCallback(
    (written: string) => {
      setText(written);
      keep(written);
    },
    [keep],
  );
  return { text, write, flush };
}
