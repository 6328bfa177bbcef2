import { getRouteApi, Outlet, useMatch, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { cx } from "@/components/cx";
import type { TableHandle } from "@/components/table";
import { atPresent } from "@/features/history/as_of/search";
import { Forbidden } from "@/features/shell/forbidden";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { useList } from "@/lists/use_list";
import { CustomersList } from "./customers_list";
import { NewCustomer } from "./new_customer";
import { customerList } from "./queries";

const route = getRouteApi("/signed-in/b/$business/customers");

/** So many before the end of what is there, the next page is fetched. */
const ahead = 5;

export function CustomersPage() {
  const t = useText();
  return useMay("customers_view") ? <Customers /> : <Forbidden what={t("customers.title")} />;
}

/** The list; or one of it, when one is open. */
function Customers() {
  const t = useText();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/b/$business/customers" });
  const open = useMatch({ from: "/signed-in/b/$business/customers/$customer", shouldThrow: false })?.params.customer;
  const list = useList(customerList(useBusinessId(), search));
  const mayEdit = useMay("customers_edit");
  const [adding, setAdding] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const table = useRef<TableHandle>(null);
  const was = useRef(open);
  // Closed: the focus is back on its row.
  useEffect(() => {
    const closed = open ? undefined : was.current;
    was.current = open;
    if (closed) table.current?.focusRow(closed);
  }, [open]);

  const openOne = (id: string) =>
    void navigate({ to: "/b/$business/customers/$customer", params: { customer: id }, search: atPresent });
  const step = (by: 1 | -1) => {
    const at = list.rows.findIndex(({ id }) => id === open) + by;
    const next = list.rows[at];
    if (open && next) openOne(next.id);
    if (at >= list.rows.length - ahead) list.more();
  };
  useKeys(t("customers.title"), [
    mayEdit ? { text: t("customers.new"), keys: "c", icon: Plus, run: () => setAdding(true) } : undefined,
    open ? undefined : { text: t("customers.find"), keys: "/", run: () => field.current?.focus() },
    open ? { text: t("customers.next"), keys: "j", unlisted: true, run: () => step(1) } : undefined,
    open ? { text: t("customers.previous"), keys: "k", unlisted: true, run: () => step(-1) } : undefined,
  ]);
  return (
    <div className="relative h-full">
      {!open && <Title text={t("customers.title")} />}
      {/* Unseen, it keeps its rows and where they are scrolled to. */}
      <div className={cx("absolute inset-0", open && "invisible")}>
        <CustomersList
          list={list}
          search={search}
          onSearch={(next) => void navigate({ to: ".", search: next, replace: true })}
          onOpen={openOne}
          onAdd={mayEdit ? () => setAdding(true) : undefined}
          openId={open}
          field={field}
          table={table}
        />
      </div>
      <div className={cx("relative h-full", !open && "hidden")}>
        <Outlet />
      </div>
      <NewCustomer open={adding} onOpenChange={setAdding} onCreated={openOne} />
    </div>
  );
}

function Title({ text }: { text: string }) {
  useTitle(text);
  return null;
}
