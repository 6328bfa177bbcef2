import { describe, expect, it } from "vitest";
import { type Pages, patchPages, rowsOf } from "@/live/patch";
import { type ListedConversation, mergeConversation, readMarkers, readOf, shownIn } from "./live";
import type { Asked } from "./search";

const row = (more: Partial<ListedConversation>) =>
  ({
    id: "c",
    status: "open",
    channel: "email",
    priority: "normal",
    tags: [],
    last_no: 4,
    last_activity_at: "b",
    imported: [],
    deleted: [],
    ...more,
  }) as unknown as ListedConversation;

describe("how much of a conversation is unread", () => {
  it("grows with each message that is heard", () => {
    const before = mergeConversation(undefined, row({ unread: 1 }));
    expect(mergeConversation(before, row({ last_no: 6 })).unread).toBe(3);
  });

  it("falls when I have read, in whichever order that is heard", () => {
    const before = mergeConversation(undefined, row({ unread: 1 }));
    const message = row({ last_no: 5 });
    const marker = { id: "c", read_no: 5 } as ListedConversation;
    expect(mergeConversation(mergeConversation(before, message), marker).unread).toBe(0);
    expect(mergeConversation(mergeConversation(before, marker), message).unread).toBe(0);
  });

  it("never grows because an old marker is heard", () => {
    const read = mergeConversation(undefined, row({ unread: 0 }));
    expect(mergeConversation(read, { id: "c", read_no: 1 } as ListedConversation).unread).toBe(0);
  });

  it("of a row that was not there is what the customer has just said", () => {
    expect(mergeConversation(undefined, row({ last_customer_message_at: "b" })).unread).toBe(1);
    expect(mergeConversation(undefined, row({ last_customer_message_at: "a" })).unread).toBe(0);
  });

  it("is as it was when a row comes back into a list that it has left", () => {
    const merge = shownIn({ view: "open" }, "me").merge;
    merge?.(row({ id: "back", unread: 1 }), row({ id: "back", status: "resolved" }));
    expect(merge?.(undefined, row({ id: "back", last_customer_message_at: "a" }))?.unread).toBe(1);
    expect(shownIn({ view: "open" }, "another").merge?.(undefined, row({ id: "back" }))?.unread).toBe(0);
  });

  it("leaves out what was imported or has been deleted", () => {
    const spans = { imported: [{ first: 1, last: 5 }], deleted: [7] };
    const before = row({ ...spans, last_no: 8, unread: 2 }); // 6 and 8
    expect(readOf(before)).toBe(5);
    expect(mergeConversation(before, row({ ...spans, last_no: 9 })).unread).toBe(3);
    expect(mergeConversation(before, row({ ...spans, last_no: 8, read_no: 6 })).unread).toBe(1);
  });

  it("is told by my read markers", () => {
    const change = { resource: "read_marker", op: "upsert" as const, row: { id: "r", conversation_id: "c", no: 7 } };
    expect(readMarkers([change])).toEqual([{ resource: "conversation", op: "set", row: { id: "c", read_no: 7 } }]);
  });
});

describe("a list of conversations", () => {
  const shown = (asked: Partial<Asked>) => shownIn({ view: "all", ...asked }, "me");
  const keeps = (asked: Partial<Asked>, more: Partial<ListedConversation>) => shown(asked).keeps?.(row(more));

  it("keeps what it is narrowed to", () => {
    expect(keeps({ view: "mine" }, { assigned_to: "me" })).toBe(true);
    expect(keeps({ view: "mine" }, { assigned_to: "you" })).toBe(false);
    expect(keeps({ view: "unassigned" }, { assigned_to: null })).toBe(true);
    expect(keeps({ assigned: "you" }, { assigned_to: "you" })).toBe(true);
    expect(keeps({ assigned: "you" }, { assigned_to: "me" })).toBe(false);
    expect(keeps({ assigned: "none" }, { assigned_to: null })).toBe(true);
    expect(keeps({ assigned: "none" }, { assigned_to: "me" })).toBe(false);
    expect(keeps({ view: "open" }, { status: "pending" })).toBe(false);
    expect(keeps({ status: "pending" }, { status: "pending" })).toBe(true);
    expect(keeps({ channel: "sms" }, {})).toBe(false);
    expect(keeps({ tag: "refund" }, { tags: ["vip", "refund"] })).toBe(true);
    expect(keeps({ tag: "refund" }, { tags: ["vip"] })).toBe(false);
    expect(keeps({ priority: "urgent" }, { priority: "high" })).toBe(false);
  });

  const pages = (...items: ListedConversation[]): Pages<ListedConversation> => ({
    pages: [{ items, next_cursor: null }],
    pageParams: [null],
  });
  const ids = (asked: Partial<Asked>, heard: ListedConversation, ...there: ListedConversation[]) => {
    const change = { resource: "conversation", op: "upsert" as const, row: { ...heard } };
    return rowsOf(patchPages(pages(...there), [change], shown(asked)), shown(asked)).map(({ id }) => id);
  };
  const old = row({ id: "old", last_activity_at: "a", unread: 0 });
  const fresh = row({ id: "new", last_activity_at: "c" });

  it("has what was said last first, or the other way round", () => {
    expect(ids({}, fresh, old)).toEqual(["new", "old"]);
    expect(ids({ sort: "oldest" }, fresh, old)).toEqual(["old", "new"]);
  });

  it("that is searched takes nothing in that the server has not found, and keeps what it has", () => {
    expect(ids({ q: "beans" }, fresh, old)).toEqual(["old"]);
    expect(ids({ q: "beans" }, row({ id: "old", last_activity_at: "c" }), old)).toEqual(["old"]);
  });
});
