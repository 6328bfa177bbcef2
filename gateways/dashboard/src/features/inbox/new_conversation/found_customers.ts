import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import type { Customer } from "@/api/types";

const shown = 20;

/** Customers that hold these words, as the server finds them; those who wrote last, while nothing is looked for. */
export function useFoundCustomers(words: string) {
  const business = useBusinessId();
  const q = useDeferredValue(words.trim());
  const { data, isFetching } = useQuery({
    queryKey: [business, "customers found", q],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Customer[]> => {
      const query = { limit: shown, ...(q ? { q } : {}) };
      return (await answer(apiOf(business).GET("/customers", { params: { query }, signal }))).items;
    },
  });
  return { customers: data ?? [], searching: isFetching || q !== words.trim() };
}
