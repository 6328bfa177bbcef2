import { describe, expect, it } from "vitest";
import { type Pages, patchPages } from "@/live/patch";
import { toMember, toPriority, toStatus, toSubject, toTags } from "./deeds";
import { type ListedConversation, shownIn } from "./live";

const row = {
  id: "c",
  status: "open",
  assigned_to: "ann",
  assigned_name: "Ann",
  priority: "normal",
  tags: ["vip", "refund"],
  subject: null,
  last_no: 4,
  last_activity_at: "b",
  unread: 0,
  imported: [],
  deleted: [],
} as unknown as ListedConversation;
const path = { id: "c" };

describe("what is done to a conversation, and what takes it back", () => {
  it("is its status", () => {
    const { input, undo } = toStatus(row, "resolved", 4);
    expect([input.body, undo.body]).toEqual([{ status: "resolved", seen: 4 }, { status: "open" }]);
  });

  it("is who has it, with the name", () => {
    const { input, undo } = toMember(row, null);
    expect([input.body, undo.body]).toEqual([{ member_id: null }, { member_id: "ann" }]);
    expect(undo.changes?.("")[0]?.row).toEqual({ id: "c", assigned_to: "ann", assigned_name: "Ann" });
  });

  it("is its tags: only those that were not there are taken off again", () => {
    const { input, undo } = toTags(row, ["vip", "late"], ["refund", "gone"]);
    expect(input.body).toEqual({ tags: ["late"], remove: ["refund"] });
    expect(undo.body).toEqual({ tags: ["refund"], remove: ["late"] });
    expect(input.changes?.("")[0]?.row.tags).toEqual(["vip", "late"]);
    expect(undo.changes?.("")[0]?.row.tags).toEqual(["vip", "refund"]);
  });

  it("is its priority, or its subject", () => {
    expect(toPriority(row, "high").undo).toMatchObject({ path, body: { priority: "normal" } });
    expect(toSubject(row, "Beans")).toMatchObject({
      input: { body: { subject: "Beans" } },
      undo: { body: { subject: null } },
    });
  });

  it("is shown in the lists that it leaves and in those that it comes into", () => {
    const pages = (...items: ListedConversation[]): Pages<ListedConversation> => ({
      pages: [{ items, next_cursor: null }],
      pageParams: [null],
    });
    const left = (view: "mine" | "unassigned", ...there: ListedConversation[]) =>
      patchPages(pages(...there), toMember(row, null).input.changes?.("") ?? [], shownIn({ view }, "ann")).pages[0]
        ?.items;
    expect(left("mine", row)).toEqual([]);
    expect(left("unassigned")).toMatchObject([{ id: "c", assigned_to: null, tags: ["vip", "refund"] }]);
  });
});
