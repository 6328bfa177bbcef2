import { getRouteApi, Outlet, useMatch, useNavigate } from "@tanstack/react-router";
import { Plus, Rows3, SquareKanban } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { useMay } from "@/api/me_context";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { IconButton } from "@/components/icon_button";
import { SkeletonRows } from "@/components/skeleton";
import { Tabs } from "@/components/tabs";
import { Forbidden } from "@/features/shell/forbidden";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { TicketFilters } from "./filters";
import { present, type Tab, type TicketsSearch, tabs } from "./search";
import { TicketTable } from "./ticket_table";

const Board = lazy(async () => ({ default: (await import("./board")).Board }));
const route = getRouteApi("/signed-in/b/$business/tickets");

export function TicketsPage() {
  const t = useText();
  const writing = useMatch({ from: "/signed-in/b/$business/tickets/new", shouldThrow: false }); // a right of its own
  if (useMay("tickets.view")) return <Tickets />;
  return writing ? <Outlet /> : <Forbidden what={t("tickets.title")} />;
}

/** The tickets as a table or a board; the one that is open lies over them, so that they are as they were when it is closed. */
function Tickets() {
  const t = useText();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/b/$business/tickets" });
  const open = useMatch({ from: "/signed-in/b/$business/tickets/$ticket", shouldThrow: false })?.params.ticket;
  const mayCreate = useMay("tickets.create");
  const field = useRef<HTMLInputElement>(null);
  const board = search.layout === "board";

  const show = (next: TicketsSearch) => void navigate({ to: "/b/$business/tickets", search: next });
  const write = () => void navigate({ to: "/b/$business/tickets/new", search: (before) => before });
  const onNew = mayCreate ? write : undefined;
  const turn = () => show(present<TicketsSearch>({ ...search, layout: board ? undefined : "board" }));
  const choose = (tab: Tab) =>
    show(present<TicketsSearch>({ ...search, layout: undefined, status: tab === "open" ? undefined : tab }));
  const named = (name: string) => `${t("tickets.title")}: ${name}`;
  useKeys(t("tickets.title"), [
    onNew ? { text: t("tickets.new"), icon: Plus, keys: "c", run: onNew } : undefined,
    open ? undefined : { text: t("tickets.search"), keys: "/", run: () => field.current?.focus() },
    open ? undefined : { text: t(board ? "tickets.as_list" : "tickets.as_board"), keys: "b", run: turn },
    ...tabs.map((tab) => ({ text: named(t(`tickets.tab.${tab}`)), run: () => choose(tab) })),
    { text: named(t("tickets.view.mine")), run: () => show({ status: "all", assigned: "me" }) },
    { text: named(t("tickets.view.late")), run: () => show({ status: "all", clock: "breached" }) },
  ]);

  const trail = (
    <span className="flex items-center gap-1 pr-2 sm:pr-4">
      <IconButton
        icon={board ? Rows3 : SquareKanban}
        label={t(board ? "tickets.as_list" : "tickets.as_board")}
        keys="b"
        onClick={turn}
      />
      {onNew && (
        <Button kind="primary" icon={Plus} onClick={onNew} className="max-sm:px-2!">
          <span className="sr-only sm:not-sr-only">{t("tickets.new")}</span>
        </Button>
      )}
    </span>
  );
  const filters = <TicketFilters search={search} onSearch={show} field={field} />;
  return (
    <div className="relative h-full">
      {!open && <Title text={t("tickets.title")} />}
      {/* Unseen, it keeps its rows and where they are scrolled to: what is closed gives the focus back to its row. */}
      <div className={cx("absolute inset-0 flex flex-col bg-panel", open && "invisible")}>
        {board ? (
          <>
            <div className="flex min-h-12 items-center border-b border-line">
              <h1 className="min-w-0 flex-1 truncate px-4 text-body font-semibold">{t("tickets.title")}</h1>
              {trail}
            </div>
            {filters}
            <div className="flex min-h-0 flex-1 flex-col border-t border-line">
              <Suspense fallback={<SkeletonRows rows={8} label={t("common.loading")} />}>
                <Board search={search} open={open} />
              </Suspense>
            </div>
          </>
        ) : (
          <>
            <h1 className="sr-only">{t("tickets.title")}</h1>
            <Tabs
              label={t("tickets.title")}
              tabs={tabs.map((value) => ({ value, label: t(`tickets.tab.${value}`) }))}
              value={search.status ?? "open"}
              onChange={choose}
              trail={trail}
              className="h-full"
              panelClassName="flex flex-col"
            >
              {filters}
              <TicketTable search={search} open={open} onNew={onNew} />
            </Tabs>
          </>
        )}
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
