import { getRouteApi, Outlet, useMatch, useNavigate } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useBusinessId } from "@/api/business_context";
import { cx } from "@/components/cx";
import type { ListHandle } from "@/components/list";
import { Forbidden } from "@/features/shell/forbidden";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { useList } from "@/lists/use_list";
import { useMaySeeHistory } from "../access";
import { EventRows } from "./event_rows";
import { EventFilterBar } from "./filters";
import { eventList } from "./queries";
import { filtersOf, type HistorySearch, present } from "./search";
import { TailButton } from "./tail_button";
import { useTail } from "./use_tail";

const route = getRouteApi("/signed-in/b/$business/history");

/** So many before the end of what is there, the next page is fetched. */
const ahead = 5;

export function HistoryPage() {
  const t = useText();
  const why = { title: t("history.forbidden.title"), text: t("history.forbidden.text") };
  return useMaySeeHistory() ? <Explorer /> : <Forbidden what={t("history.title")} why={why} />;
}

/** Everything that has happened, newest first; the event that is open lies over it. */
function Explorer() {
  const t = useText();
  const business = useBusinessId();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/b/$business/history" });
  const open = useMatch({ from: "/signed-in/b/$business/history/events/$event", shouldThrow: false })?.params.event;
  const filters = useMemo(() => filtersOf(search), [search]);
  const list = useList(useMemo(() => eventList(business, filters), [business, filters]));
  const tail = search.tail === true;
  const lost = useTail(filters, tail && !open);
  const handle = useRef<ListHandle>(null);
  const wasOpen = useRef(open);
  // Closed: the focus is back on its row.
  useEffect(() => {
    if (wasOpen.current && !open) handle.current?.focusRow(wasOpen.current);
    wasOpen.current = open;
  }, [open]);

  const ask = (next: HistorySearch) => void navigate({ to: "/b/$business/history", search: next, replace: true });
  const follow = (on: boolean) => ask(present({ ...search, tail: on || undefined }));
  function step(by: 1 | -1) {
    if (!open) return handle.current?.focus(); // once a row has the focus, the list moves by itself
    const at = list.rows.findIndex(({ id }) => id === open) + by;
    const next = list.rows[at];
    const to = "/b/$business/history/events/$event";
    if (next) void navigate({ to, params: { event: next.id }, search: (before) => before, replace: true });
    if (at >= list.rows.length - ahead) list.more();
  }
  useKeys(t("history.title"), [
    { text: t("history.next"), keys: "j", unlisted: true, run: () => step(1) },
    { text: t("history.previous"), keys: "k", unlisted: true, run: () => step(-1) },
    open
      ? undefined
      : { text: t(tail ? "history.tail.on" : "history.tail.off"), keys: "f", icon: Radio, run: () => follow(!tail) },
  ]);
  return (
    <div className="relative h-full">
      {!open && <Title text={t("history.title")} />}
      {/* Unseen, it keeps its rows and where they are scrolled to: what is closed gives the focus back to its row. */}
      <div className={cx("absolute inset-0 flex flex-col bg-panel", open && "invisible")}>
        <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-line px-4">
          <h1 className="min-w-0 flex-1 truncate text-body font-semibold">{t("history.title")}</h1>
          <TailButton on={tail} lost={lost} onChange={follow} />
        </header>
        <EventFilterBar search={search} onSearch={ask} first={list.rows[0]} />
        <div className="min-h-0 flex-1 border-t border-line">
          <EventRows
            ref={handle}
            list={list}
            openId={open}
            narrowed={Object.keys(filters).length > 0}
            onEverything={() => ask(tail ? { tail } : {})}
          />
        </div>
      </div>
      <div className={cx("relative h-full", !open && "hidden")}>
        <Outlet />
      </div>
    </div>
  );
}

/** While none is open: the one that is open says what it is. */
function Title({ text }: { text: string }) {
  useTitle(text);
  return null;
}
