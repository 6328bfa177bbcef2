import { Link } from "@tanstack/react-router";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useList } from "@/lists/use_list";
import { ticketList } from "../tickets/queries";
import { lineLook, TicketLine } from "./ticket_line";

const most = 5;

/** The customer's newest tickets, and the way to all of them. */
export function TicketsOfCustomer({
  customer,
  besides,
  none,
  onLeave,
}: {
  customer: string;
  /** The one that is open anyway. */
  besides?: string;
  /** What to say when there are none. */
  none?: string;
  onLeave?: () => void;
}) {
  const t = useText();
  const textOf = useProblemText();
  const list = useList(ticketList(useBusinessId(), { customer_id: customer }, useMe().id));
  const tickets = list.rows.filter(({ id }) => id !== besides);
  if (list.loading) return <SkeletonRows rows={1} height={32} label={t("common.loading")} />;
  if (list.error && tickets.length === 0) return <p className="text-faint">{textOf(list.error)}</p>;
  if (tickets.length === 0) return <p className="text-faint">{none}</p>;
  return (
    <>
      {tickets.slice(0, most).map((ticket) => (
        <TicketLine key={ticket.id} ticket={ticket} {...(onLeave ? { onLeave } : {})} />
      ))}
      {tickets.length > most && (
        <Link
          from="/b/$business"
          to="/b/$business/tickets"
          search={{ status: "all", customer }}
          onClick={onLeave}
          className={`${lineLook} text-accent-ink`}
        >
          {t("ticket.others.all")}
        </Link>
      )}
    </>
  );
}
