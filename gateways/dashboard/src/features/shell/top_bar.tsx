import { useMatch } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { useMe } from "@/api/me_context";
import { useEntries } from "@/commands/outbox_provider";
import { ConnectionSign } from "@/components/connection_sign";
import { Icon } from "@/components/icon";
import { IconButton } from "@/components/icon_button";
import { Kbd } from "@/components/kbd";
import { useText } from "@/i18n/i18n_provider";
import { useConnection } from "@/live/live_layer";
import { openSearch } from "./palette_state";
import { ThemeSwitch } from "./theme_switch";
import { UserMenu } from "./user_menu";

/** The search over everything, how fresh the page is, how it looks, and who is signed in. */
export function TopBar({ business, onMenu }: { business: string; onMenu: () => void }) {
  const t = useText();
  const me = useMe();
  const connection = useConnection();
  const waiting = useEntries().filter((entry) => !entry.refusal && !entry.quiet);
  // The page of what was found has the field itself.
  const searching = useMatch({ from: "/signed-in/b/$business/search", shouldThrow: false }) !== undefined;
  const queued = waiting.filter((entry) => connection !== "live" || entry.attempts > 0).length;
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-2 md:px-4">
      <IconButton icon={Menu} label={t("shell.menu")} onClick={onMenu} className="md:hidden" />
      {!searching && (
        <button
          type="button"
          onClick={openSearch}
          className="flex min-h-8 w-full max-w-90 items-center gap-2 rounded-control border border-line-control bg-panel px-2.5 text-left text-faint transition-colors duration-100 hover:border-line-mark"
        >
          <Icon of={Search} />
          <span className="min-w-0 flex-1 truncate">{t("shell.search")}</span>
          <span className="hidden sm:inline">
            <Kbd keys="/" />
          </span>
        </button>
      )}
      <span className="flex-1" />
      <ConnectionSign state={connection} queued={queued} />
      <ThemeSwitch />
      <UserMenu here={{ member: me.id, business }} />
    </header>
  );
}
