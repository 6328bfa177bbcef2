import { useEffect, useState } from "react";

const signs = ["pointerdown", "pointermove", "keydown", "wheel", "visibilitychange"] as const;
const look_every_ms = 15_000;

/** Whether nobody has touched this page for so long. */
export function useIdle(after_ms: number) {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    let touched = Date.now();
    const touch = () => {
      if (document.visibilityState !== "visible") return;
      touched = Date.now();
      setIdle(false);
    };
    const look = setInterval(() => setIdle(Date.now() - touched >= after_ms), look_every_ms);
    for (const sign of signs) document.addEventListener(sign, touch, { passive: true });
    return () => {
      clearInterval(look);
      for (const sign of signs) document.removeEventListener(sign, touch);
    };
  }, [after_ms]);
  return idle;
}
