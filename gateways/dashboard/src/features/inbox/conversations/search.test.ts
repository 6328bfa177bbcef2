import { expect, it } from "vitest";
import { askedBy, inboxSearch, inTab, narrowedTo, statusOf } from "./search";

it("keeps of an address what the list can be asked for", () => {
  const given = {
    view: "all",
    status: "pending",
    channel: "email",
    priority: "high",
    tag: "refund",
    q: " a b ",
    sort: "oldest",
  };
  expect(inboxSearch(given)).toEqual(given); // with the spaces that somebody is writing
  expect(inboxSearch({ view: "open", status: "gone", channel: 3, tag: "", q: "  ", sort: "newest", more: 1 })).toEqual(
    {},
  );
});

const ann = "01922222-2222-7222-8222-222222222222";

it("knows whose they are, where the view does not say it", () => {
  expect(inboxSearch({ assigned: ann })).toEqual({ assigned: ann });
  expect(inboxSearch({ view: "all", assigned: "none" })).toEqual({ view: "all", assigned: "none" });
  expect(inboxSearch({ assigned: "somebody" })).toEqual({});
  for (const view of ["mine", "unassigned"]) expect(inboxSearch({ view, assigned: ann })).toEqual({ view });
});

it("keeps in another tab what it is narrowed to, but for what that tab says itself", () => {
  const asked = askedBy(inboxSearch({ view: "all", status: "pending", tag: "refund", assigned: ann, sort: "oldest" }));
  expect(inTab(asked, "open")).toEqual({ tag: "refund", assigned: ann, sort: "oldest" });
  expect(inTab(asked, "mine")).toEqual({ view: "mine", tag: "refund", sort: "oldest" });
});

it("looks among the others for a status that is not open, and for what somebody else has", () => {
  const mine = askedBy(inboxSearch({ view: "mine", q: "beans", tag: "refund" }));
  expect(narrowedTo(mine, { assigned: ann })).toEqual({ assigned: ann, q: "beans" });
  expect(narrowedTo(mine, { assigned: ann, status: "closed" })).toMatchObject({ view: "all", status: "closed" });
  expect(narrowedTo(mine, { status: "closed" })).toMatchObject({ view: "mine", status: "closed" });
  expect(narrowedTo(askedBy({}), { status: "open" })).toEqual({ view: "all", status: "open" });
});

it("takes a number for the word that it is", () => {
  expect(inboxSearch({ tag: 2024, q: 17 })).toEqual({ tag: "2024", q: "17" });
});

it("is about open conversations where it is about what is to be done", () => {
  const status = (given: Record<string, unknown>) => statusOf(askedBy(inboxSearch(given)));
  expect([{}, { view: "mine" }, { view: "unassigned" }, { view: "all" }].map(status)).toEqual([
    "open",
    "open",
    "open",
    undefined,
  ]);
  expect(status({ view: "mine", status: "pending" })).toBe("pending");
  expect(status({ status: "pending" })).toBe("open"); // it is what its name says
});
