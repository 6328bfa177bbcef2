import { describe, expect, it } from "vitest";
import { en } from "@/i18n/en";
import type { Translate } from "@/i18n/i18n_provider";
import { written } from "@/i18n/text";
import {
  familyOf,
  type HistoryEvent,
  messageOnly,
  nameOf,
  newestFirst,
  parseEventId,
  placeIn,
  recordedLater,
  thingOf,
} from "./event";
import { kinds } from "./kinds";
import { filtersOf, historySearch, isAsked } from "./search";
import { quoteOf, sentenceOf } from "./sentence";
import type { Names } from "./thing";

const t: Translate = (key, ...values) => written(en[key], values[0] ?? {}, "en");
const id = (digit: string) => `${digit.repeat(8)}-0000-7000-8000-000000000000`;
const event = (type: string, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id: "7-40-0",
  type: `com.millrace.${type}.v1`,
  subject: id("a"),
  time: "2026-11-30T08:00:00.000000Z",
  recordedtime: "2026-11-30T08:00:00.500000Z",
  correlationid: id("c"),
  origin: "live",
  authtype: "user",
  authid: id("b"),
  data: {},
  ...more,
});
const names: Names = {
  who: "Bea",
  about: "ticket #3",
  customer: "Zoe",
  self: false,
  member: (member) => (member === id("d") ? "Ann" : "Somebody"),
};
const said = (type: string, data: HistoryEvent["data"] = {}, more: Partial<Names> = {}) =>
  sentenceOf(t, event(type, { data }), { ...names, ...more });

describe("an event", () => {
  it("is called as its type is, without what all have", () => {
    expect(nameOf("com.millrace.ticket.clock_started.v12")).toBe("ticket.clock_started");
    expect(familyOf("com.millrace.message.appended.v1")).toBe("message");
    expect(familyOf("com.millrace.invoice.sent.v1")).toBeUndefined();
  });

  it("stands at its place: the newest first, by number and not by letters", () => {
    const order = ["7-9-0", "7-10-1", "7-10-0"].map((at) => ({ id: at })).sort(newestFirst);
    expect(order.map((one) => one.id)).toEqual(["7-10-1", "7-10-0", "7-9-0"]);
    expect(parseEventId("7-10-1")).toEqual({ partition: 7, offset: 10, index: 1 });
    for (const wrong of ["7-10", "../me", "7-10-1-2", ""]) expect(parseEventId(wrong)).toBeUndefined();
  });
});

it("of a message leads to its conversation, or says of which message it tells", () => {
  const deleted = event("message.deleted", { data: { conversation_id: id("e") } });
  expect(thingOf(deleted)).toEqual({ kind: "conversation", id: id("e"), message: id("a") });
  expect(messageOnly(deleted)).toBeUndefined();
  expect(messageOnly(event("message.delivery_changed", { data: { delivery: "sent" } }))).toBe(id("a"));
  expect(messageOnly(event("ticket.resolved"))).toBeUndefined();
});

describe("what an event says", () => {
  it("is who did what to what", () => {
    expect(said("ticket.resolved")).toBe("Bea resolved ticket #3");
    expect(said("customer.created", {}, { about: "somebody without a name" })).toBe(
      "Bea added somebody without a name as a customer",
    );
    expect(
      sentenceOf(t, event("customer.created", { authtype: "app_user" }), {
        ...names,
        about: "somebody without a name",
      }),
    ).toBe("Somebody without a name came for the first time");
    expect(said("ticket.assigned", { assigned_to: id("d") })).toBe("Bea assigned ticket #3 to Ann");
    expect(said("ticket.assigned", { assigned_to: id("b") })).toBe("Bea took ticket #3");
    expect(said("ticket.assigned", { taken_from: id("d") })).toBe("Bea took ticket #3 from Ann");
    expect(said("ticket.tagged", { added: ["oats"], removed: ["old"] })).toBe(
      "Bea changed the tags of ticket #3: +oats, −old",
    );
    expect(said("ticket.priority_changed", { priority: "critical" })).toBe(
      "Bea set the priority of ticket #3: Critical",
    );
    expect(said("message.appended", { text: "Hi" })).toBe("Bea wrote to Zoe");
    expect(said("message.appended", { text: "Hi" }, { self: true, who: "Zoe" })).toBe("Zoe wrote");
  });

  it("does not make whoever has imported a message its writer", () => {
    const imported = (data: HistoryEvent["data"]) =>
      sentenceOf(t, event("message.appended", { data, origin: "import" }), names);
    expect(imported({ author: "customer", author_name: null })).toBe("Bea imported what Zoe wrote");
    expect(imported({ author: "agent", author_name: "Care" })).toBe("Bea imported what Care wrote");
  });

  it("is in words for every kind there is, and for one there is not yet its name", () => {
    for (const kind of kinds) expect(said(kind), kind).not.toContain(kind);
    expect(said("invoice.sent")).toBe("Bea: invoice.sent");
  });

  it("is told with what somebody has written in it", () => {
    expect(quoteOf(event("message.appended", { data: { text: "Until six.", subject: "x" } }))).toBe("Until six.");
    expect(quoteOf(event("ticket.opened", { data: { subject: "The grinder" } }))).toBe("The grinder");
    expect(quoteOf(event("message.appended", { data: { text: null } }))).toBeUndefined();
  });
});

describe("which events are shown", () => {
  it("stands in the address, and only what can be asked for", () => {
    expect(
      historySearch({ kind: "ticket.assigned", about: id("a"), since: "2026-11-30T08:00:00Z", tail: true }),
    ).toEqual({
      kind: "ticket.assigned",
      about: id("a"),
      since: "2026-11-30T08:00:00Z",
      tail: true,
    });
    expect(historySearch({ kind: "<script>", about: "me", person: 7, since: "today", until: "", tail: "yes" })).toEqual(
      {},
    );
  });

  it("is known of one that has just happened", () => {
    const one = event("ticket.assigned");
    const asked = (given: Record<string, unknown>) => isAsked(one, filtersOf(historySearch(given)));
    expect(asked({})).toBe(true);
    expect(asked({ kind: "ticket" })).toBe(true);
    expect(asked({ kind: "ticket.assigned", about: id("a"), person: id("b") })).toBe(true);
    expect(asked({ kind: "message" })).toBe(false);
    expect(asked({ about: id("b") })).toBe(false);
    expect(asked({ person: id("a") })).toBe(false);
    expect(asked({ since: "2026-11-30T08:00:01Z" })).toBe(false);
    expect(asked({ until: "2026-11-30T08:00:00.500Z" })).toBe(false);
    expect(asked({ until: "2026-11-30T08:00:01Z" })).toBe(true);
  });

  it("is about the conversation in which it was said, too", () => {
    const said = event("message.appended", { data: { conversation_id: id("e") } });
    expect(isAsked(said, { about: id("e") })).toBe(true);
    expect(isAsked(said, { about: id("a") })).toBe(true);
    expect(isAsked(said, { about: id("d") })).toBe(false);
  });

  it("says when it was recorded if that was noticeably later than it happened", () => {
    const { time, recordedtime } = event("message.appended");
    expect(recordedLater(time, recordedtime)).toBe(false);
    expect(recordedLater("2026-03-01T08:00:00Z", recordedtime)).toBe(true);
  });

  it("goes on where the answer says", () => {
    expect(placeIn('</events?after=7-40-1&limit=50&kind=ticket>; rel="next"')).toBe("7-40-1");
    expect(placeIn('</events?after=abc%2C1.7.40&limit=50>; rel="next"')).toBe("abc,1.7.40");
    expect(placeIn(null)).toBeNull();
  });
});
