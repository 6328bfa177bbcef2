// Customers to choose one of: found by the server while one writes.
import { useQuery } from "@tanstack/react-query";
import { answer, apiOf } from "@/api/client";
import type { Option } from "@/components/option_list";
import { useFoundCustomers } from "@/features/inbox/new_conversation/found_customers";
import { useText } from "@/i18n/i18n_provider";

const fresh_ms = 30_000;

/** Those whom the words find, and the one that is chosen, wherever it is. */
export function useCustomers(business: string, words: string, chosen: string | undefined) {
  const t = useText();
  const { customers, searching } = useFoundCustomers(words);
  const known = customers.some(({ id }) => id === chosen);
  const { data: one } = useQuery({
    queryKey: [business, "customer_chosen", chosen],
    queryFn: ({ signal }) =>
      answer(apiOf(business).GET("/customers/{id}", { params: { path: { id: chosen ?? "" } }, signal })),
    enabled: chosen !== undefined && !known,
    staleTime: fresh_ms,
  });
  const rows = [...(one && !known && chosen ? [one] : []), ...customers];
  const options: Option[] = rows.map(({ id, name, email, phone }) => ({
    value: id,
    label: name ?? email ?? phone ?? t("customers.nameless"),
    ...(name && (email ?? phone) ? { detail: email ?? phone ?? "" } : {}),
  }));
  return { options, searching };
}
