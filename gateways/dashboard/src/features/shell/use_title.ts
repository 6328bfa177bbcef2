import { useEffect } from "react";
import { useText } from "@/i18n/i18n_provider";

/** What the tab of the browser says: the screen, then what it belongs to. */
export function useTitle(...parts: string[]) {
  const name = useText()("app.name");
  const title = [...parts, name].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
