import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, History, ListFilter } from "lucide-react";
import { IconButton } from "@/components/icon_button";
import { Menu, type MenuEntry } from "@/components/menu";
import { useText } from "@/i18n/i18n_provider";
import { useThen } from "./past";
import { useTravel } from "./time_travel";

/** What else can be done on the page of one thing; for who may see the history, how it was and what has happened to it. */
export function ThingMenu({ entries = [] }: { entries?: MenuEntry[] }) {
  const t = useText();
  const history = useHistoryEntries();
  const all: MenuEntry[] = [
    ...entries,
    ...(entries.length > 0 && history.length > 0 ? [{ kind: "line" } as const] : []),
    ...history,
  ];
  if (all.length === 0) return null;
  return <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t("common.more")} />} entries={all} />;
}

function useHistoryEntries(): MenuEntry[] {
  const t = useText();
  const navigate = useNavigate();
  const travel = useTravel();
  const then = useThen();
  if (!travel?.leave) return [];
  const { about, leave, back } = travel;
  const events = () => void navigate({ from: "/b/$business", to: "/b/$business/history", search: { about: about.id } });
  return [
    { label: t(then ? "past.back" : "past.open"), icon: History, keys: "h", onSelect: then ? back : leave },
    { label: t("history.see.events"), icon: ListFilter, onSelect: events },
  ];
}
