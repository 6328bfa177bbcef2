import { Link } from "@tanstack/react-router";
import type { ReactNode, Ref } from "react";
import { Avatar } from "@/components/avatar";
import type { Column, Sort } from "@/components/column";
import { DateTime } from "@/components/date_time";
import { Table, type TableHandle } from "@/components/table";
import { Tag } from "@/components/tag";
import { atPresent } from "@/features/history/as_of/search";
import { useText } from "@/i18n/i18n_provider";
import type { ListedCustomer } from "./live";

const tags_shown = 2;

export interface CustomerTableProps {
  customers: readonly ListedCustomer[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (customer: ListedCustomer) => void;
  currentId: string | undefined;
  hasMore: boolean;
  onMore: () => void;
  /** In place of the rows. */
  instead: ReactNode;
  foot: ReactNode;
  ref: Ref<TableHandle>;
}

export function CustomerTable({ customers, currentId, ...rest }: CustomerTableProps) {
  const t = useText();
  const nameOf = (customer: ListedCustomer) =>
    customer.name ?? customer.email ?? customer.phone ?? t("customers.nameless");
  const columns: Column<ListedCustomer>[] = [
    {
      id: "name",
      label: t("customers.name"),
      fixed: true,
      cell: (customer) => (
        <Link
          from="/b/$business/customers"
          to="/b/$business/customers/$customer"
          params={{ customer: customer.id }}
          search={atPresent}
          tabIndex={-1}
          className="flex min-h-8 items-center gap-2"
        >
          <Avatar name={nameOf(customer)} id={customer.id} />
          <span dir="auto" className="truncate font-medium text-ink">
            {nameOf(customer)}
          </span>
        </Link>
      ),
    },
    {
      id: "email",
      label: t("customers.email"),
      from: "md",
      cell: ({ email }) => <span className="text-soft">{email}</span>,
    },
    {
      id: "phone",
      label: t("customers.phone"),
      width: 156,
      from: "lg",
      cell: ({ phone }) => <span className="text-soft tabular-nums">{phone}</span>,
    },
    { id: "tags", label: t("customers.tags"), from: "lg", cell: ({ tags }) => <Tags of={tags} /> },
    {
      id: "conversations",
      label: t("customers.conversations"),
      width: 116,
      align: "end",
      from: "md",
      cell: ({ conversations }) => conversations,
    },
    {
      id: "customer_since",
      label: t("customers.since"),
      width: 124,
      align: "end",
      sortable: true,
      from: "lg",
      cell: (customer) => <DateTime at={customer.customer_since} as="date" />,
    },
    {
      id: "last_activity_at",
      label: t("customers.last_activity"),
      width: 120,
      align: "end",
      sortable: true,
      from: "xs",
      cell: (customer) => <DateTime at={customer.last_activity_at} as="list" />,
    },
  ];
  return (
    <Table
      label={t("customers.title")}
      rows={customers}
      rowId={({ id }) => id}
      rowName={nameOf}
      columns={columns}
      {...(currentId ? { currentId } : {})}
      {...rest}
    />
  );
}

function Tags({ of }: { of: readonly string[] }) {
  const rest = of.length - tags_shown;
  return (
    <span className="flex items-center gap-1" title={of.join(", ")}>
      {of.slice(0, tags_shown).map((tag) => (
        <Tag key={tag} name={tag} />
      ))}
      {rest > 0 && <span className="shrink-0 text-meta text-faint">+{rest}</span>}
    </span>
  );
}
