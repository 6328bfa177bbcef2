// What somebody has begun to write for a new ticket, one of each member; it survives reload, release and log-out.
import type { TicketPriority } from "@/api/types";
import { priorities } from "../tickets/search";

export interface NewTicket {
  subject: string;
  description: string;
  priority: TicketPriority;
  customer?: string;
}

export const emptyTicket: NewTicket = { subject: "", description: "", priority: "medium" };
const keyOf = (member: string) => `millrace.draft.new_ticket.${member}`;

export function ticketDraftOf(member: string): NewTicket {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(member)) ?? "null");
    if (typeof kept !== "object" || kept === null) return emptyTicket;
    const { subject, description, priority, customer } = kept as Record<string, unknown>;
    return {
      subject: typeof subject === "string" ? subject : "",
      description: typeof description === "string" ? description : "",
      priority: priorities.find((known) => known === priority) ?? "medium",
      ...(typeof customer === "string" ? { customer } : {}),
    };
  } catch {
    return emptyTicket;
  }
}

export function keepTicketDraft(member: string, draft: NewTicket) {
  try {
    if (draft.subject === "" && draft.description === "") localStorage.removeItem(keyOf(member));
    else localStorage.setItem(keyOf(member), JSON.stringify(draft));
  } catch {
    // the browser has no room: what is written stands in the form
  }
}
