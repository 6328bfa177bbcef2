import { getRouteApi, Outlet, useMatch, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { cx } from "@/components/cx";
import type { ListHandle } from "@/components/list";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { AlertsButton } from "../alerts/alerts_button";
import { writerOf } from "../thread/drafts";
import { startWriting } from "../thread/start_writing";
import { ConversationList } from "./conversation_list";
import { ListHeader } from "./list_header";
import { conversationList } from "./queries";
import { at, useSaidWith } from "./said_with";
import { askedBy, type InboxSearch, inboxSearch, inTab, type View, views } from "./search";
import { SelectingProvider } from "./selecting";
import { type Asking, SelectionBar } from "./selection_bar";
import { useDeeds } from "./use_deeds";
import { useListKeys } from "./use_list_keys";
import { useSelection } from "./use_selection";
import { useSteps } from "./use_steps";
import { ViewTabs } from "./view_tabs";

const route = getRouteApi("/signed-in/b/$business/inbox");
const NewConversation = lazy(async () => ({
  default: (await import("../new_conversation/new_conversation")).NewConversation,
}));

/** The list on the left, the conversation that is open on the right; on a phone one of them. */
export function InboxPage() {
  const t = useText();
  const me = useMe();
  const mayViewAll = useMay("conversations_view_all");
  const mayReply = useMay("conversations_reply");
  const maySeeCustomers = useMay("customers_view");
  const mayOpen = mayReply && maySeeCustomers;
  const business = useBusinessId();
  const search = route.useSearch();
  const asked = useMemo(() => askedBy(search), [search]);
  const navigate = useNavigate({ from: "/b/$business/inbox" });
  const open = useMatch({ from: "/signed-in/b/$business/inbox/$conversation", shouldThrow: false })?.params
    .conversation;
  const list = useList(useMemo(() => conversationList(business, asked, me.id), [business, asked, me.id]));
  const saidWith = useSaidWith(asked.q);
  const selection = useSelection(list.rows, JSON.stringify(asked));
  const deeds = useDeeds();
  const [asking, setAsking] = useState<Asking>();
  const [making, setMaking] = useState(false);
  const handle = useRef<ListHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const wasOpen = useRef(open);
  const shown = list.rows.find(({ id }) => id === open);
  useTitle(...(shown?.customer_name ? [shown.customer_name] : []), t("inbox.title"));
  // Closed: the focus is back on its row.
  useEffect(() => {
    if (wasOpen.current && !open) handle.current?.focusRow(wasOpen.current);
    wasOpen.current = open;
  }, [open]);

  function ask(next: InboxSearch) {
    if (!open) return void navigate({ to: "/b/$business/inbox", search: next, replace: true });
    const params = { conversation: open };
    return void navigate({ to: "/b/$business/inbox/$conversation", params, search: next, replace: true });
  }
  const choose = (view: View) => ask(inTab(asked, view));
  const show = (id: string) =>
    void navigate({
      to: "/b/$business/inbox/$conversation",
      params: { conversation: id },
      search: at(saidWith.messages.get(id)),
      replace: open !== undefined,
    });
  function begin(id: string) {
    startWriting(id, writerOf(me), "reply");
    show(id);
  }
  const { step, pressInList } = useSteps({ rows: list.rows, open, handle, show, selection });
  useListKeys({
    rows: list.rows,
    open,
    selection,
    deeds,
    step,
    show,
    onAsking: setAsking,
    onSearch: () => searchField.current?.focus(),
    onNew: mayOpen ? () => setMaking(true) : undefined,
    onView: choose,
  });
  // Who sees only what is assigned to them has no use for the rest.
  const tabs: readonly View[] = mayViewAll ? views : ["open", "all"];

  return (
    <div className="relative flex h-full">
      <h1 className="sr-only">{t("inbox.title")}</h1>
      <section
        aria-label={t("inbox.conversations")}
        className={cx(
          "relative h-full w-full min-w-0 flex-col bg-panel lg:flex lg:w-85 lg:shrink-0 lg:border-r lg:border-line",
          open ? "hidden" : "flex",
        )}
      >
        <ListHeader
          asked={asked}
          onAsk={ask}
          searchField={searchField}
          onDown={() => handle.current?.focus()}
          onNew={mayOpen ? () => setMaking(true) : undefined}
          onAll={selection.rows.length > 0 ? selection.all : undefined}
          alerts={<AlertsButton />}
        />
        <ViewTabs asked={asked} views={tabs} onChange={choose}>
          <div className="h-full" onKeyDownCapture={pressInList}>
            <ConversationList
              asked={asked}
              list={list}
              saidWith={saidWith}
              currentId={open}
              writer={writerOf(me)}
              selection={selection}
              onEverything={() => ask(inboxSearch({ view: asked.view }))}
              onAll={() => choose("all")}
              ref={handle}
            />
          </div>
        </ViewTabs>
        <SelectionBar selection={selection} deeds={deeds} asking={asking} onAsking={setAsking} />
      </section>
      <section className={cx("h-full min-w-0 flex-1 bg-panel", open ? "block" : "hidden lg:block")}>
        <SelectingProvider value={selection.rows.length > 0}>
          <Outlet />
        </SelectingProvider>
      </section>
      <Suspense>{making && <NewConversation onClose={() => setMaking(false)} onMade={begin} />}</Suspense>
    </div>
  );
}
