import { useState, useSyncExternalStore } from "react";

const key = "millrace.customer_panel";
/** There is room for it beside the thread … */
const wide = matchMedia("(min-width: 1280px)");
/** … and to spare. */
const roomy = matchMedia("(min-width: 1440px)");

function watch(watcher: () => void) {
  wide.addEventListener("change", watcher);
  roomy.addEventListener("change", watcher);
  return () => {
    wide.removeEventListener("change", watcher);
    roomy.removeEventListener("change", watcher);
  };
}

/** Whether the customer is shown: beside the thread, as this device had it last; on a narrow screen in a sheet, when asked for. */
export function usePanel() {
  const beside = useSyncExternalStore(watch, () => wide.matches);
  const hasRoom = useSyncExternalStore(watch, () => roomy.matches);
  const [chosen, setChosen] = useState(() => localStorage.getItem(key));
  const [sheet, setSheet] = useState(false);
  const shown = beside ? (chosen === null ? hasRoom : chosen === "yes") : sheet;
  function toggle() {
    if (!beside) return setSheet(!sheet);
    const next = shown ? "no" : "yes";
    localStorage.setItem(key, next);
    setChosen(next);
  }
  return { beside, shown, toggle };
}

export type Panel = ReturnType<typeof usePanel>;
