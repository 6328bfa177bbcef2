import { type Ref, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { FilterBar, type Filters } from "@/components/filter_bar";
import { SearchField } from "@/components/search_field";
import { useAssignees } from "@/features/inbox/conversations/assignees";
import { useText } from "@/i18n/i18n_provider";
import { useCustomers } from "./customers";
import { priorityMarks } from "./marks";
import { asking, clockStates, present, priorities, type TicketsSearch } from "./search";

const narrowing = ["assigned", "priority", "clock", "customer", "tag"] as const;

/** What the tickets are narrowed to; it stands in the address, so that a view can be kept and handed on. */
export function TicketFilters({
  search,
  onSearch,
  field,
}: {
  search: TicketsSearch;
  onSearch: (search: TicketsSearch) => void;
  field: Ref<HTMLInputElement>;
}) {
  const t = useText();
  const { members } = useAssignees("tickets.view");
  const [looked, setLooked] = useState("");
  const customers = useCustomers(useBusinessId(), looked, search.customer);
  const filters: Filters = Object.fromEntries(
    narrowing.flatMap((name) => (search[name] === undefined ? [] : [[name, [search[name]]]])),
  );
  function put(next: Filters) {
    const values = Object.fromEntries(narrowing.map((name) => [name, next[name]?.[0]]));
    onSearch(present<TicketsSearch>({ ...search, ...values } as TicketsSearch));
  }
  return (
    <FilterBar
      filters={filters}
      onFilters={put}
      lead={
        <SearchField
          ref={field}
          label={t("tickets.search")}
          value={search.q}
          onChange={(q) => onSearch(asking(search, q))}
          className="min-w-0 flex-1 sm:max-w-60"
        />
      }
      fields={[
        {
          id: "assigned",
          label: t("ticket.assigned_to"),
          single: true,
          options: [
            { value: "me", label: t("tickets.assigned.me") },
            { value: "none", label: t("common.nobody") },
            ...members,
          ],
        },
        {
          id: "priority",
          label: t("ticket.priority"),
          single: true,
          options: priorities.map((value) => ({
            value,
            label: t(`ticket.priority.${value}`),
            icon: priorityMarks[value].icon,
          })),
        },
        {
          id: "clock",
          label: t("ticket.first_response"),
          single: true,
          options: clockStates.map((value) => ({ value, label: t(`tickets.clock.${value}`) })),
        },
        {
          id: "customer",
          label: t("ticket.customer"),
          single: true,
          options: customers.options,
          onSearch: setLooked,
          searching: customers.searching,
        },
        ...(search.tag === undefined
          ? []
          : [
              {
                id: "tag",
                label: t("ticket.tag"),
                single: true,
                options: [{ value: search.tag, label: search.tag }],
              },
            ]),
      ]}
    />
  );
}
