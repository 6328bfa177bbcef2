import { useBusinessId } from "@/api/business_context";
import { useList } from "@/lists/use_list";
import { holdList } from "../queries";

/** Why a customer may not be erased, if so. There are few holds: those of the first page are looked through. */
export function useHold(customer: string) {
  const { rows, loading } = useList(holdList(useBusinessId()));
  return { hold: rows.find(({ customer_id }) => customer_id === customer), loading };
}
