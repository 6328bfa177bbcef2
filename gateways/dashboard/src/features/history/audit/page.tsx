import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CloudOff, ScrollText, SearchX } from "lucide-react";
import { useCallback, useMemo, useRef } from "react";
import { useBusinessId } from "@/api/business_context";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { List, type ListHandle } from "@/components/list";
import { SkeletonRows } from "@/components/skeleton";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useKeys } from "@/keys/use_keys";
import { useList } from "@/lists/use_list";
import { useMaySeeHistory } from "../access";
import { EntryRow } from "./entry_row";
import { EntrySheet } from "./entry_sheet";
import { ExportMenu } from "./export_menu";
import { AuditFilterBar } from "./filters";
import { type AuditEntry, auditList } from "./queries";
import { type AuditSearch, filtersOf } from "./search";

const route = getRouteApi("/signed-in/b/$business/settings/audit");

export function AuditPage() {
  const t = useText();
  useTitle(t("settings.to.audit"));
  if (useMaySeeHistory()) return <AuditLog />;
  return <Empty alone icon={ScrollText} title={t("audit.forbidden")} text={t("history.forbidden.text")} />;
}

/** All that anybody has asked of the business, the newest first; one entry lies open beside it. */
function AuditLog() {
  const t = useText();
  const business = useBusinessId();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/b/$business/settings/audit" });
  const filters = useMemo(() => filtersOf(search), [search]);
  const list = useList(useMemo(() => auditList(business, filters), [business, filters]));
  const handle = useRef<ListHandle>(null);
  const ask = (next: AuditSearch) => void navigate({ to: "/b/$business/settings/audit", search: next, replace: true });
  useKeys(t("settings.to.audit"), [
    { text: t("history.next"), keys: "j", unlisted: true, run: () => handle.current?.focus() },
    { text: t("history.previous"), keys: "k", unlisted: true, run: () => handle.current?.focus() },
  ]);
  return (
    <div className="flex h-full flex-col">
      <header className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pt-6 pb-2">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="text-head font-semibold">{t("settings.to.audit")}</h1>
          <p className="mt-1 max-w-measure text-body text-soft max-md:hidden">{t("audit.text")}</p>
        </div>
        <ExportMenu filters={filters} />
      </header>
      <AuditFilterBar search={filters} onSearch={ask} />
      <div className="min-h-0 flex-1 border-t border-line">
        <Entries ref={handle} list={list} openId={search.entry} onEverything={() => ask({})} />
      </div>
      <EntrySheet of={search.entry} onClose={() => ask(filters)} onAbout={(about) => ask({ about })} />
    </div>
  );
}

const idOf = ({ id }: AuditEntry) => id;

/** With a filter the server may look through a part of the journal and find nothing: it is asked to go on. */
function Entries({
  list,
  openId,
  onEverything,
  ref,
}: {
  list: ReturnType<typeof useList<AuditEntry>>;
  openId: string | undefined;
  onEverything: () => void;
  ref: React.Ref<ListHandle>;
}) {
  const t = useText();
  const textOf = useProblemText();
  const { more } = list;
  const onMore = useCallback(() => more(), [more]);
  if (list.loading) return <SkeletonRows rows={16} height={40} label={t("common.loading")} />;
  if (list.rows.length === 0 && list.error)
    return (
      <Empty
        icon={CloudOff}
        title={textOf(list.error)}
        action={<Button onClick={list.retry}>{t("common.retry")}</Button>}
      />
    );
  if (list.rows.length === 0 && !list.hasMore)
    return (
      <Empty
        icon={SearchX}
        title={t("audit.none")}
        text={t("audit.none.text")}
        action={<Button onClick={onEverything}>{t("audit.none.action")}</Button>}
      />
    );
  return (
    <List
      ref={ref}
      items={list.rows}
      rowId={idOf}
      rowHeight={41}
      label={t("settings.to.audit")}
      {...(openId ? { currentId: openId } : {})}
      hasMore={list.hasMore && !list.error}
      onMore={onMore}
      foot={list.fetchingMore && <SkeletonRows rows={2} height={40} label={t("common.loading")} />}
      className="@container h-full"
    >
      {(entry, link) => <EntryRow entry={entry} link={link} />}
    </List>
  );
}
