import { lazy, Suspense, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { openPalette, openSearch, openShortcuts, type PaletteMode, useOpenPalette } from "./palette_state";

const PaletteDialog = lazy(async () => ({ default: (await import("./palette_dialog")).PaletteDialog }));
const NewThing = lazy(async () => ({ default: (await import("./new_thing")).NewThing }));
const ShortcutsSheet = lazy(async () => ({ default: (await import("./shortcuts_sheet")).ShortcutsSheet }));

/** ⌘K, `/` and `?`, fetched when they are first asked for. A screen that has a search of its own has `/` for it. */
export function Palette() {
  const t = useText();
  const open = useOpenPalette();
  const [asked, setAsked] = useState<{ mode?: PaletteMode; shortcuts: boolean }>({ shortcuts: false });
  if (open === "shortcuts" && !asked.shortcuts) setAsked({ ...asked, shortcuts: true });
  if ((open === "palette" || open === "search") && open !== asked.mode) setAsked({ ...asked, mode: open });
  useKeys(
    t("shell.shortcuts.anywhere"),
    [
      { text: t("shortcut.palette"), keys: "mod+k", unlisted: true, run: openPalette },
      { text: t("shortcut.search"), keys: "/", run: openSearch },
      { text: t("shortcut.shortcuts"), keys: "?", run: openShortcuts },
    ],
    true,
  );
  return (
    <Suspense>
      {asked.mode && <PaletteDialog open={open === "palette" || open === "search"} mode={asked.mode} />}
      {(open === "conversation" || open === "customer") && <NewThing of={open} />}
      {asked.shortcuts && <ShortcutsSheet open={open === "shortcuts"} />}
    </Suspense>
  );
}
