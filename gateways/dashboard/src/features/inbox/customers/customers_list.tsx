import { Plus, SearchX, UsersRound } from "lucide-react";
import { type ReactNode, type Ref, useCallback } from "react";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import type { TableHandle } from "@/components/table";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { useList } from "@/lists/use_list";
import { CustomerFilters } from "./customer_filters";
import { CustomerTable } from "./customer_table";
import type { ListedCustomer } from "./live";
import { type CustomersSearch, customersSearch } from "./search";

export interface CustomersListProps {
  list: ReturnType<typeof useList<ListedCustomer>>;
  search: CustomersSearch;
  onSearch: (search: CustomersSearch) => void;
  onOpen: (id: string) => void;
  /** None: one may not add anybody. */
  onAdd: (() => void) | undefined;
  openId: string | undefined;
  field: Ref<HTMLInputElement>;
  table: Ref<TableHandle>;
}

/** Everybody one talks to, and what narrows that. */
export function CustomersList(props: CustomersListProps) {
  const { list, search, onSearch, onOpen, onAdd, openId, field, table } = props;
  const t = useText();
  const { more } = list;
  const onMore = useCallback(() => more(), [more]);
  return (
    <div className="flex h-full flex-col bg-panel">
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-line px-4">
        <h1 className="flex-1 truncate text-body font-semibold">{t("customers.title")}</h1>
        {onAdd && (
          <Button kind="primary" icon={Plus} onClick={onAdd} className="max-sm:px-2!">
            <span className="sr-only sm:not-sr-only">{t("customers.new")}</span>
          </Button>
        )}
      </header>
      <CustomerFilters
        search={search}
        onSearch={onSearch}
        knownTags={[...new Set(list.rows.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b))}
        field={field}
      />
      <CustomerTable
        customers={list.rows}
        sort={{
          column: search.sort?.endsWith("customer_since") ? "customer_since" : "last_activity_at",
          descending: !search.sort?.startsWith("-"),
        }}
        onSort={({ column, descending }) =>
          onSearch(customersSearch({ ...search, sort: `${descending ? "" : "-"}${column}` }))
        }
        onOpen={({ id }) => onOpen(id)}
        currentId={openId}
        ref={table}
        hasMore={list.hasMore}
        onMore={onMore}
        instead={<NoRows {...props} />}
        foot={list.fetchingMore && <SkeletonRows rows={2} height={40} label={t("common.loading")} />}
      />
    </div>
  );
}

/** Why there is nobody to see, and what to do about it. */
function NoRows({ list, search, onSearch, onAdd }: CustomersListProps): ReactNode {
  const t = useText();
  const textOf = useProblemText();
  if (list.loading) return <SkeletonRows rows={12} height={40} label={t("common.loading")} />;
  if (list.error) {
    return <Empty title={textOf(list.error)} action={<Button onClick={list.retry}>{t("common.retry")}</Button>} />;
  }
  if (search.q || search.tag || search.came_by) {
    return (
      <Empty
        icon={SearchX}
        title={t("customers.none_found.title")}
        text={t("customers.none_found.text")}
        action={<Button onClick={() => onSearch({})}>{t("customers.show_all")}</Button>}
      />
    );
  }
  return (
    <Empty
      icon={UsersRound}
      title={t("customers.none.title")}
      text={t("customers.none.text")}
      action={onAdd && <Button onClick={onAdd}>{t("customers.new")}</Button>}
    />
  );
}
