import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Business } from "@/api/types";
import { useText } from "@/i18n/i18n_provider";
import type { Event } from "./activity";

export function Name({ children }: { children: ReactNode }) {
  return (
    <strong>
      <bdi>{children}</bdi>
    </strong>
  );
}

const link = "font-medium text-ink hover:text-accent-ink hover:underline";

/** What people call it; it opens what it is. */
export function About({
  event: { resource, resource_id, title, number, message_id, kind },
  business,
}: {
  event: Event;
  business: Business;
}) {
  const t = useText();
  const params = { business: business.slug };
  const search = { view: "all" as const, ...(message_id ? { message: message_id } : {}) };
  switch (resource) {
    case "conversation":
      return (
        <Link
          to="/b/$business/inbox/$conversation"
          params={{ ...params, conversation: resource_id }}
          search={search}
          className={link}
        >
          <bdi>{title ?? t("activity.visitor")}</bdi>
        </Link>
      );
    case "ticket":
      return (
        <Link to="/b/$business/tickets/$ticket" params={{ ...params, ticket: resource_id }} className={link}>
          #{number} <bdi>{title ?? t("ticket.subject.erased")}</bdi>
        </Link>
      );
    case "member":
      if (kind === "member.removed") return <Name>{title ?? t("customer.somebody")}</Name>;
      return (
        <Link
          to="/b/$business/team"
          params={params}
          search={kind === "member.invited" ? { show: "invitations" } : { member: resource_id }}
          className={link}
        >
          <bdi>{title ?? t("customer.somebody")}</bdi>
        </Link>
      );
  }
  return <Name>{title}</Name>;
}
