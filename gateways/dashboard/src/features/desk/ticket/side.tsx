import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Ticket } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { DateTime } from "@/components/date_time";
import { useThen } from "@/features/history/as_of/past";
import { useText } from "@/i18n/i18n_provider";
import { CustomerThings } from "./customer_things";

/** What else there is to know: for whom it is, who has opened it, when what happened. */
export function Side({ ticket, nameOf }: { ticket: Ticket; nameOf: (member: string) => string | undefined }) {
  const t = useText();
  const then = useThen();
  const { customer_id, customer_name, opened_by, first_response, first_response_due_at, first_response_at } = ticket;
  const name = customer_name ?? t("customers.nameless");
  return (
    <div className="flex flex-col gap-6">
      {customer_id && (
        <Section title={t("ticket.customer")}>
          <Link
            from="/b/$business"
            to="/b/$business/customers/$customer"
            params={{ customer: customer_id }}
            className="-mx-2 flex min-h-10 items-center gap-2 rounded-control px-2 hover:bg-hover"
          >
            <Avatar name={name} id={customer_id} />
            <span dir="auto" className="min-w-0 truncate font-medium">
              {name}
            </span>
          </Link>
        </Section>
      )}
      <Section title={t("ticket.about")}>
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-2">
          <Fact name={t("ticket.opened_by")}>
            {opened_by ? (nameOf(opened_by) ?? t("ticket.somebody")) : t("app.name")}
          </Fact>
          <Fact name={t("ticket.created")}>
            <DateTime at={ticket.created_at} />
          </Fact>
          <Fact name={t("ticket.updated")}>
            <DateTime at={ticket.last_activity_at} />
          </Fact>
          {first_response_due_at && first_response !== "stopped" && (
            <Fact name={t("ticket.due")}>
              <DateTime at={first_response_due_at} />
            </Fact>
          )}
          {first_response_at && (
            <Fact name={t("ticket.answered")}>
              <DateTime at={first_response_at} />
            </Fact>
          )}
          {ticket.resolved_at && (
            <Fact name={t("ticket.resolved")}>
              <DateTime at={ticket.resolved_at} />
            </Fact>
          )}
          {ticket.closed_at && (
            <Fact name={t("ticket.closed_at")}>
              <DateTime at={ticket.closed_at} />
            </Fact>
          )}
        </dl>
      </Section>
      {/* What else there is, is told as it is now. */}
      {customer_id && !then && <CustomerThings customer={customer_id} ticket={ticket.id} />}
    </div>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1 text-meta font-medium text-faint">{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd dir="auto" className="min-w-0 truncate">
        {children}
      </dd>
    </>
  );
}
