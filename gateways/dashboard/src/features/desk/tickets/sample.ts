// For the tests of tickets: one that is open, and what is different about it.
import type { Ticket } from "@/api/types";

export const anOpenTicket = (more: Partial<Ticket> = {}): Ticket => ({
  id: "t1",
  number: 1,
  subject: "The grinder is too loud",
  status: "open",
  priority: "medium",
  tags: [],
  customer_id: null,
  customer_name: null,
  opened_by: "m1",
  assigned_to: null,
  assigned_name: null,
  comments: 0,
  first_response: "running",
  first_response_due_at: "2026-11-29T20:00:00Z",
  first_response_at: null,
  created_at: "2026-11-29T12:00:00Z",
  last_activity_at: "2026-11-29T12:00:00Z",
  resolved_at: null,
  closed_at: null,
  version: 1,
  position: 1,
  ...more,
});
