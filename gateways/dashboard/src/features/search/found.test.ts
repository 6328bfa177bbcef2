import { expect, it, vi } from "vitest";
import { groupsOf } from "./found";

vi.mock("@/api/client", () => ({}));

const group = (name: string, items: object[], more = false) => ({
  name,
  href: `/${name}`,
  items: items as never[],
  more,
});
const found = (...groups: ReturnType<typeof group>[]) =>
  groupsOf({ q: "refund", groups }).map(({ kind, items, more }) => [kind, items.map(({ id }) => id), more]);

it("has its kinds in one order, and none that has nothing", () => {
  expect(found(group("team", [{ id: "m" }]), group("customers", []), group("tickets", [{ id: "t" }], true))).toEqual([
    ["tickets", ["t"], true],
    ["team", ["m"], false],
  ]);
});

it("leaves out what this page does not know", () => {
  expect(found(group("invoices", [{ id: "i" }]))).toEqual([]);
});

it("shows the message that was found with its conversation, and not once more", () => {
  const conversations = group("conversations", [{ id: "a" }, { id: "b" }]);
  const messages = [
    { id: "newer", conversation_id: "a" },
    { id: "older", conversation_id: "a" },
    { id: "other", conversation_id: "c" },
  ];
  const groups = groupsOf({ q: "refund", groups: [conversations, group("messages", messages)] });
  expect(groups.map(({ items }) => items)).toEqual([
    [{ id: "a", said: messages[0] }, { id: "b" }],
    [messages[1], messages[2]],
  ]);
});

it("says that there are more, even where all that came is shown with its conversation", () => {
  expect(
    found(group("conversations", [{ id: "a" }]), group("messages", [{ id: "m", conversation_id: "a" }], true)),
  ).toEqual([
    ["conversations", ["a"], false],
    ["messages", [], true],
  ]);
});
