import { useEffect, useEffectEvent } from "react";

const again_ms = 2000;

/** Looks again now and then while something is under way: no channel tells of it. */
export function useAgainWhile(underWay: boolean, look: () => void) {
  const lookAgain = useEffectEvent(look);
  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(() => lookAgain(), again_ms);
    return () => clearInterval(timer);
  }, [underWay]);
}
