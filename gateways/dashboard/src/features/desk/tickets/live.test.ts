import { describe, expect, it } from "vitest";
import type { Ticket } from "@/api/types";
import { type Pages, patchPages, rowsOf } from "@/live/patch";
import { orderBy, shownTickets } from "./live";
import { anOpenTicket } from "./sample";
import type { TicketFilters } from "./search";
import { withStatus } from "./status";

const me = "m1";
const lets = (filters: TicketFilters, more: Partial<Ticket>) =>
  shownTickets(filters, me).keeps?.(anOpenTicket(more)) ?? true;

describe("a list of tickets lets in what the server would", () => {
  it.each<[TicketFilters, Partial<Ticket>, Partial<Ticket>]>([
    [{ status: ["waiting"] }, { status: "waiting" }, { status: "open" }],
    [{ priority: ["high"] }, { priority: "high" }, { priority: "low" }],
    [{ assigned_to: "me" }, { assigned_to: me }, { assigned_to: "m2" }],
    [{ assigned_to: "none" }, { assigned_to: null }, { assigned_to: me }],
    [{ assigned_to: "m2" }, { assigned_to: "m2" }, { assigned_to: null }],
    [{ first_response: ["breached"] }, { first_response: "breached" }, { first_response: "running" }],
    [{ customer_id: "c1" }, { customer_id: "c1" }, { customer_id: null }],
    [{ tag: "refund" }, { tags: ["bug", "refund"] }, { tags: [] }],
    [{ number: 7 }, { number: 7 }, { number: 8 }],
  ])("%o", (filters, inside, outside) => {
    expect(lets(filters, inside)).toBe(true);
    expect(lets(filters, outside)).toBe(false);
  });

  it("and takes nothing into a search that only the server can judge", () => {
    expect(shownTickets({ q: "grinder" }, me).enters?.(anOpenTicket())).toBe(false);
    expect(shownTickets({}, me).enters?.(anOpenTicket())).toBe(true);
  });
});

describe("the order", () => {
  const tickets = [
    anOpenTicket({ id: "a", number: 1, created_at: "1", last_activity_at: "9" }),
    anOpenTicket({ id: "b", number: 3, created_at: "3", last_activity_at: "5" }),
    anOpenTicket({ id: "c", number: 2, created_at: "2", last_activity_at: "7" }),
  ];
  const ids = (sort: Parameters<typeof orderBy>[0]) =>
    [...tickets]
      .sort(orderBy(sort))
      .map(({ id }) => id)
      .join("");

  it("begins with the newest or the greatest, and with - the other way round", () => {
    expect(ids("last_activity_at")).toBe("acb");
    expect(ids("created_at")).toBe("bca");
    expect(ids("number")).toBe("bca");
    expect(ids("-number")).toBe("acb");
    expect(ids("-last_activity_at")).toBe("bca");
  });

  it("has what is due soonest first, and what never is at the end", () => {
    const due = [
      anOpenTicket({ id: "never", first_response_due_at: null }),
      anOpenTicket({ id: "late", first_response_due_at: "2026-11-29T14:00:00Z" }),
      anOpenTicket({ id: "soon", first_response_due_at: "2026-11-29T13:00:00Z" }),
    ];
    expect(due.sort(orderBy("first_response_due_at")).map(({ id }) => id)).toEqual(["soon", "late", "never"]);
  });
});

it("a card that is moved is in its new column at once, and in no other", () => {
  const ticket = anOpenTicket({ position: 9 });
  const column = (items: Ticket[]): Pages<Ticket> => ({ pages: [{ items, next_cursor: null }], pageParams: [null] });
  const open = shownTickets({ status: ["open"] }, me);
  const waiting = shownTickets({ status: ["waiting"] }, me);
  const row = { id: ticket.id, ...withStatus(ticket, "waiting", "2026-11-29T13:00:00Z") };
  const change = { resource: "ticket", op: "set" as const, row, whole: { ...ticket } };
  expect(rowsOf(patchPages(column([ticket]), [change], open), open)).toEqual([]);
  expect(rowsOf(patchPages(column([]), [change], waiting), waiting)).toEqual([{ ...ticket, status: "waiting" }]);
});
