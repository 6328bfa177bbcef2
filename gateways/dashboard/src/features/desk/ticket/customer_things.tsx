import { Link } from "@tanstack/react-router";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import type { Conversation } from "@/api/types";
import { DateTime } from "@/components/date_time";
import { useText } from "@/i18n/i18n_provider";
import { type ListOf, useList } from "@/lists/use_list";
import { Section } from "./side";
import { lineLook } from "./ticket_line";
import { TicketsOfCustomer } from "./tickets_of_customer";

const most = 5;

function conversationsOf(business: string, customer: string): ListOf<Conversation> {
  return {
    key: [business, "conversations_of_customer", customer],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers/{id}/conversations", {
          params: { path: { id: customer }, query: { limit: most, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: {
      resource: "conversation",
      keeps: ({ customer_id }) => customer_id === customer,
      order: (a, b) => b.last_activity_at.localeCompare(a.last_activity_at),
    },
  };
}

/** The way back to what was said, and what else is under way for the same customer. */
export function CustomerThings({ customer, ticket }: { customer: string; ticket: string }) {
  const t = useText();
  const conversations = useList(conversationsOf(useBusinessId(), customer)).rows.slice(0, most);
  return (
    <>
      {conversations.length > 0 && (
        <Section title={t("ticket.conversations")}>
          {conversations.map(({ id, preview, subject, last_activity_at }) => (
            <Link
              key={id}
              from="/b/$business"
              to="/b/$business/inbox/$conversation"
              params={{ conversation: id }}
              search={{ view: "all" }}
              className={lineLook}
            >
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {subject ?? preview ?? t("ticket.conversation")}
              </span>
              <span className="text-meta text-faint">
                <DateTime at={last_activity_at} as="list" />
              </span>
            </Link>
          ))}
        </Section>
      )}
      <Section title={t("ticket.others")}>
        <TicketsOfCustomer customer={customer} besides={ticket} none={t("ticket.others.none")} />
      </Section>
    </>
  );
}
