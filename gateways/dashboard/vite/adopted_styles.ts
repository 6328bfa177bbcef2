// In place of react-style-singleton, with which Radix keeps the page behind a dialog from scrolling: it writes <style> elements, and the
// policy of our pages allows none that it does not know. A sheet that is adopted is no part of the page's text.
import { useEffect } from "react";

export function styleSingleton() {
  let users = 0;
  let adopted: CSSStyleSheet | undefined;
  function add(styles: string) {
    users += 1;
    if (users > 1) return;
    adopted = new CSSStyleSheet();
    adopted.replaceSync(styles);
    document.adoptedStyleSheets.push(adopted);
  }
  function remove() {
    users -= 1;
    if (users > 0) return;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== adopted);
  }
  // biome-ignore lint/correctness/noComponentHookFactories: as the package has it
  return function Sheet({ styles, dynamic = false }: { styles: string; dynamic?: boolean }) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: as the package has it: only what is dynamic is written anew
    useEffect(() => {
      add(styles);
      return remove;
    }, [dynamic && styles]);
    return null;
  };
}
