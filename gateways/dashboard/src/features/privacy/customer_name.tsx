import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useBusinessId } from "@/api/business_context";
import { oneCustomer } from "@/features/inbox/customer/queries";
import { useText } from "@/i18n/i18n_provider";
import { oneOptions } from "@/lists/use_one";

/** A customer by the name that they have now, and the way to them. */
export function CustomerName({ id }: { id: string }) {
  const t = useText();
  const { data, error } = useQuery(oneOptions(oneCustomer(useBusinessId(), id)));
  if (error) return <span className="text-faint">{t("privacy.customer.gone")}</span>;
  return (
    <Link
      from="/b/$business"
      to="/b/$business/customers/$customer"
      params={{ customer: id }}
      dir="auto"
      className="wrap-anywhere font-medium text-ink hover:text-accent-ink hover:underline"
    >
      {data?.name ?? data?.email ?? data?.phone ?? t("customers.nameless")}
    </Link>
  );
}
